// Checks a log of Caselens with the verifier of the Go project
// (golang.org/x/mod/sumdb), which knows nothing of it:
//
//	tlog_verify KEY OLD_CHECKPOINT CHECKPOINT CONSISTENCY PROOF ENTRY [WITNESS_KEY COSIGNED]
//
// KEY and WITNESS_KEY are keys as text, the rest are files: two signed notes,
// the JSON of a consistency proof, a tlog-proof, the entry it is of, and a
// cosigned note. Ends with status 1 and says why at the first that is wrong.
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func check(err error, what string) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", what, err)
		os.Exit(1)
	}
}

func require(holds bool, what string) {
	if !holds {
		check(fmt.Errorf("does not hold"), what)
	}
}

func read(path string) []byte {
	content, err := os.ReadFile(path)
	check(err, "file")
	return content
}

// A checkpoint whose signature holds.
func openCheckpoint(message []byte, verifier note.Verifier) tlog.Tree {
	opened, err := note.Open(message, note.VerifierList(verifier))
	check(err, "signature of the log")
	lines := strings.Split(opened.Text, "\n")
	require(len(lines) == 4 && lines[3] == "", "checkpoint of three lines")
	require(lines[0] == verifier.Name(), "origin")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	check(err, "size")
	root, err := tlog.ParseHash(lines[2])
	check(err, "root")
	return tlog.Tree{N: size, Hash: root}
}

func checkConsistency(path []byte, old, tree tlog.Tree) {
	var answer struct{ Path []tlog.Hash }
	check(json.Unmarshal(path, &answer), "JSON of the consistency proof")
	check(tlog.CheckTree(answer.Path, tree.N, tree.Hash, old.N, old.Hash),
		"consistency proof")
}

func checkInclusion(proof, entry []byte, verifier note.Verifier) {
	head, checkpoint, found := bytes.Cut(proof, []byte("\n\n"))
	require(found, "tlog-proof with a checkpoint")
	lines := strings.Split(string(head), "\n")
	require(len(lines) >= 2 && lines[0] == "c2sp.org/tlog-proof@v1", "title")
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
	check(err, "index")
	var path tlog.RecordProof
	for _, line := range lines[2:] {
		hash, err := tlog.ParseHash(line)
		check(err, "hash of the path")
		path = append(path, hash)
	}
	tree := openCheckpoint(checkpoint, verifier)
	check(tlog.CheckRecord(path, tree.N, tree.Hash, index, tlog.RecordHash(entry)),
		"inclusion proof")
}

// What c2sp.org/tlog-cosignature says, with the standard library alone.
func checkCosignature(key string, message []byte) {
	parts := strings.SplitN(key, "+", 3)
	require(len(parts) == 3, "witness key")
	public, err := base64.StdEncoding.DecodeString(parts[2])
	check(err, "witness key")
	require(len(public) == 33 && public[0] == 4, "type of the witness key")
	id := sha256.Sum256(append([]byte(parts[0]+"\n"), public...))
	text, signatures, found := strings.Cut(string(message), "\n\n")
	require(found, "cosigned note")
	text += "\n"
	for _, line := range strings.Split(signatures, "\n") {
		encoded := strings.TrimPrefix(line, "— "+parts[0]+" ")
		if encoded == line {
			continue
		}
		signature, err := base64.StdEncoding.DecodeString(encoded)
		check(err, "cosignature")
		require(len(signature) == 4+8+64 && bytes.Equal(signature[:4], id[:4]), "id of the witness key")
		time := binary.BigEndian.Uint64(signature[4:12])
		signed := fmt.Sprintf("cosignature/v1\ntime %d\n%s", time, text)
		require(ed25519.Verify(public[1:], []byte(signed), signature[12:]), "cosignature")
		return
	}
	require(false, "presence of the cosignature")
}

func main() {
	verifier, err := note.NewVerifier(os.Args[1])
	check(err, "key of the log")
	old := openCheckpoint(read(os.Args[2]), verifier)
	tree := openCheckpoint(read(os.Args[3]), verifier)
	checkConsistency(read(os.Args[4]), old, tree)
	checkInclusion(read(os.Args[5]), read(os.Args[6]), verifier)
	if len(os.Args) > 8 {
		checkCosignature(os.Args[7], read(os.Args[8]))
	}
	fmt.Printf("%s: %d events, grown from %d\n", verifier.Name(), tree.N, old.N)
}
