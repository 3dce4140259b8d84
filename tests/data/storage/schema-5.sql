-- Schema 5 with one row of everything, and two kept spans (tests/storage/sample_rows.h).
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE assignments (
  id        TEXT NOT NULL PRIMARY KEY,
  study     TEXT NOT NULL,
  site      TEXT NOT NULL,
  case_file TEXT NOT NULL REFERENCES case_files (id),
  auditor   TEXT NOT NULL,
  rank      INTEGER NOT NULL,
  wave      INTEGER NOT NULL,
  create_us INTEGER NOT NULL,
  salt      BLOB NOT NULL
, withdrawn INTEGER NOT NULL DEFAULT 0, due_date TEXT NOT NULL DEFAULT '') STRICT, WITHOUT ROWID;
INSERT INTO assignments VALUES('assignmenta','s','C1','filea','ada',1,2,1700000000000003,X'02030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f2021',0,'2026-12-18');
CREATE TABLE case_files (
  id        TEXT NOT NULL PRIMARY KEY,
  study     TEXT NOT NULL,
  site      TEXT NOT NULL,
  record    TEXT NOT NULL,
  child     TEXT NOT NULL,
  family    TEXT NOT NULL,
  episode   TEXT NOT NULL,
  has_dva   INTEGER NOT NULL,
  create_us INTEGER NOT NULL,
  salt      BLOB NOT NULL,
  document  BLOB NOT NULL
) STRICT;
INSERT INTO case_files VALUES('filea','s','C1','Ra','child é🌍','family '' ; -- "','',1,1700000000000002,X'0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20',X'000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9fa0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedfe0e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff');
CREATE TABLE codings (
  id         TEXT NOT NULL PRIMARY KEY,
  study      TEXT NOT NULL,
  site       TEXT NOT NULL,
  case_file  TEXT NOT NULL REFERENCES case_files (id),
  assignment TEXT NOT NULL UNIQUE REFERENCES assignments (id),
  auditor    TEXT NOT NULL,
  template   TEXT NOT NULL REFERENCES resources (name),
  state      INTEGER NOT NULL,
  version    INTEGER NOT NULL,
  create_us  INTEGER NOT NULL,
  update_us  INTEGER NOT NULL,
  submit_us  INTEGER NOT NULL,  -- 0 while a draft
  salt       BLOB NOT NULL,
  document   BLOB NOT NULL
, reveals INTEGER NOT NULL DEFAULT 0, submit_version INTEGER NOT NULL DEFAULT 0, blind_version INTEGER NOT NULL DEFAULT 0) STRICT;
INSERT INTO codings VALUES('codinga','s','C1','filea','assignmenta','ada','templates/rdac',4,7,1700000000000004,1700000000000005,1700000000000006,X'030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122',X'000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9fa0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedfe0e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9fa0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedfe0e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff',1,7,7);
CREATE TABLE events (
  sequence  INTEGER NOT NULL PRIMARY KEY,
  study     TEXT NOT NULL,
  case_file TEXT NOT NULL,  -- '' where the change is not about one
  actor     TEXT NOT NULL,
  resource  TEXT NOT NULL,
  record    BLOB NOT NULL
) STRICT;
INSERT INTO events VALUES(1,'s','file','ada','studies/s/codings/coding',X'000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9fa0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedfe0e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff');
CREATE TABLE kept_spans (
  id               TEXT NOT NULL PRIMARY KEY,
  study            TEXT NOT NULL,
  site             TEXT NOT NULL,
  coding           TEXT NOT NULL REFERENCES codings (id),
  case_file        TEXT NOT NULL REFERENCES case_files (id),
  field            TEXT NOT NULL,  -- path of the text in the coding
  start_character  INTEGER NOT NULL,
  end_character    INTEGER NOT NULL,
  type             TEXT NOT NULL,
  detectors_version TEXT NOT NULL,
  reason           INTEGER NOT NULL,
  author           TEXT NOT NULL,
  create_us        INTEGER NOT NULL,
  mac              BLOB NOT NULL,  -- keyed hash of the folded span
  state            INTEGER NOT NULL,
  reader           TEXT NOT NULL,    -- '' while it waits
  review_us        INTEGER NOT NULL  -- 0 while it waits
, salt BLOB NOT NULL DEFAULT x'') STRICT, WITHOUT ROWID;
INSERT INTO kept_spans VALUES('a','s','C1','codinga','filea','document.answers[A.x].text',3,9,'PERSON','7',2,'ada',1700000000000001,X'6465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f80818283',1,'bob',5,X'75b023926b7bd92a030ac2198702601f194711b6281c63e4a0c55b521f4be814');
INSERT INTO kept_spans VALUES('b','s','C1','codinga','filea','document.answers[A.x].text',3,9,'PERSON','7',2,'ada',1700000000000001,X'6465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f80818283',1,'bob',5,X'350533e2e3f3ce1415984ecfd35b2284b4f3e9aa17add5955e50519ddc2ca122');
CREATE TABLE replies (
  principal  TEXT NOT NULL,
  request_id TEXT NOT NULL,
  digest     BLOB NOT NULL,  -- of method and request
  subject    TEXT NOT NULL,
  create_us  INTEGER NOT NULL,
  response   BLOB NOT NULL,
  PRIMARY KEY (principal, request_id)
) STRICT, WITHOUT ROWID;
INSERT INTO replies VALUES('ada','q',X'c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedfe0e1e2e3e4e5e6e7','studies/s/codings/coding',1700000000000007,X'000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9fa0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedfe0e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff');
CREATE TABLE resources (
  name       TEXT NOT NULL PRIMARY KEY,
  collection TEXT NOT NULL,  -- 'studies', 'sites', ...
  parent     TEXT NOT NULL,  -- name of the parent resource, or ''
  version    INTEGER NOT NULL,
  create_us  INTEGER NOT NULL,
  salt       BLOB NOT NULL,
  document   BLOB NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO resources VALUES('principals/ada','principals','',3,1700000000000001,X'000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f',X'000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9fa0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedfe0e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff');
INSERT INTO resources VALUES('templates/rdac','templates','',3,1700000000000001,X'000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f',X'000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9fa0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedfe0e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff');
CREATE TABLE snapshots (
  coding   TEXT NOT NULL REFERENCES codings (id),
  version  INTEGER NOT NULL,
  sequence INTEGER NOT NULL,  -- of the event that made it
  salt     BLOB NOT NULL,
  document BLOB NOT NULL,
  PRIMARY KEY (coding, version)
) STRICT, WITHOUT ROWID;
INSERT INTO snapshots VALUES('codinga',7,11,X'0405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20212223',X'000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9fa0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedfe0e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff');
CREATE TABLE tokens (
  id        TEXT NOT NULL PRIMARY KEY,
  principal TEXT NOT NULL REFERENCES resources (name),
  mac       BLOB NOT NULL,  -- keyed hash; the secret itself is never stored
  expire_us INTEGER NOT NULL,
  revoked   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO tokens VALUES('k','principals/ada',X'6465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f80818283',1900000000000000,0);
CREATE TABLE history_hashes (
  place INTEGER NOT NULL PRIMARY KEY,
  hash  BLOB NOT NULL
) STRICT;
CREATE TABLE history_head (
  one  INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
  note TEXT NOT NULL
) STRICT;
CREATE INDEX resources_by_parent ON resources (collection, parent, name);
CREATE UNIQUE INDEX case_files_by_record ON case_files (study, site, record);
CREATE INDEX assignments_by_auditor ON assignments (study, auditor, id);
CREATE INDEX codings_by_study ON codings (study, id);
CREATE INDEX events_by_study ON events (study, sequence);
CREATE INDEX events_by_resource ON events (resource, sequence);
CREATE INDEX replies_by_age ON replies (create_us);
CREATE INDEX kept_spans_by_coding ON kept_spans (coding);
CREATE INDEX kept_spans_by_study ON kept_spans (study, id);
CREATE INDEX replies_by_subject ON replies (subject);
CREATE INDEX codings_by_file ON codings (case_file);
CREATE UNIQUE INDEX assignments_by_file ON assignments (case_file, auditor)
  WHERE withdrawn = 0;
CREATE INDEX assignments_all_by_file ON assignments (case_file);
CREATE UNIQUE INDEX assignments_by_rank ON assignments (case_file, rank)
  WHERE withdrawn = 0 AND rank <> 4;
PRAGMA user_version=5;
COMMIT;
