-- When an assignment is wanted: a day, YYYY-MM-DD, or ''.
ALTER TABLE assignments ADD COLUMN due_date TEXT NOT NULL DEFAULT '';
-- A pilot is coded by everybody: any number of coders with rank 4
-- (PILOT_CODER), one of every other rank.
DROP INDEX assignments_by_rank;
CREATE UNIQUE INDEX assignments_by_rank ON assignments (case_file, rank)
  WHERE withdrawn = 0 AND rank <> 4;
