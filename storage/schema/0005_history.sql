-- The Merkle tree of all events: hashes of complete subtrees, from 0 in the
-- order in which they become complete.
CREATE TABLE history_hashes (
  place INTEGER NOT NULL PRIMARY KEY,
  hash  BLOB NOT NULL
) STRICT;
-- Its newest signed head, in one row.
CREATE TABLE history_head (
  one  INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
  note TEXT NOT NULL
) STRICT;
-- So that what events say of kept spans tells nothing once they are erased.
ALTER TABLE kept_spans ADD COLUMN salt BLOB NOT NULL DEFAULT x'';
UPDATE kept_spans SET salt = randomblob(32);
