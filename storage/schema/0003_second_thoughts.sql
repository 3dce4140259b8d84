-- A coding can be reopened and submitted again, and withdrawn for another.
ALTER TABLE codings ADD COLUMN reveals INTEGER NOT NULL DEFAULT 0;
-- Versions whose snapshots hold the last submission, and the last one made
-- before any reveal; 0 while there is none.
ALTER TABLE codings ADD COLUMN submit_version INTEGER NOT NULL DEFAULT 0;
ALTER TABLE codings ADD COLUMN blind_version INTEGER NOT NULL DEFAULT 0;
UPDATE codings SET
  reveals = CASE state WHEN 3 THEN 1 WHEN 4 THEN 1 WHEN 5 THEN 2 ELSE 0 END,
  submit_version = ifnull(
    (SELECT max(version) FROM snapshots WHERE coding = codings.id), 0);
UPDATE codings SET blind_version = submit_version;
CREATE INDEX codings_by_file ON codings (case_file);

-- The file of a withdrawn assignment can be given to somebody again.
ALTER TABLE assignments ADD COLUMN withdrawn INTEGER NOT NULL DEFAULT 0;
DROP INDEX assignments_by_file;
DROP INDEX assignments_by_rank;
CREATE UNIQUE INDEX assignments_by_file ON assignments (case_file, auditor)
  WHERE withdrawn = 0;
CREATE UNIQUE INDEX assignments_by_rank ON assignments (case_file, rank)
  WHERE withdrawn = 0;
CREATE INDEX assignments_all_by_file ON assignments (case_file);
