-- What of a submitted coding can be counted, as the service packed it; empty
-- while there is nothing, and where it was submitted before this column.
ALTER TABLE codings ADD COLUMN packed BLOB NOT NULL DEFAULT x'';
