-- Spans of codings in which the guard found what may identify somebody and
-- which stay. The text itself stands in the coding alone.
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
) STRICT, WITHOUT ROWID;
CREATE INDEX kept_spans_by_coding ON kept_spans (coding);
CREATE INDEX kept_spans_by_study ON kept_spans (study, id);
CREATE INDEX replies_by_subject ON replies (subject);
