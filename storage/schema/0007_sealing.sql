-- Contents of case files are encrypted: `sealed` is 1 where they are, 0 in rows
-- from before there were keys. Those of several files have '' for one.
ALTER TABLE codings ADD COLUMN sealed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE snapshots ADD COLUMN sealed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE replies ADD COLUMN sealed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE replies ADD COLUMN case_file TEXT NOT NULL DEFAULT '';
CREATE INDEX replies_by_file ON replies (case_file);
-- Small resources that hold something of one case file.
ALTER TABLE resources ADD COLUMN sealed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE resources ADD COLUMN case_file TEXT NOT NULL DEFAULT '';
CREATE INDEX resources_by_file ON resources (case_file) WHERE case_file <> '';
