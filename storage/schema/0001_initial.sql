-- Studies, sites, trainings, class models, template revisions, principals:
-- small, read often, changed rarely, found by resource name.
CREATE TABLE resources (
  name       TEXT NOT NULL PRIMARY KEY,
  collection TEXT NOT NULL,  -- 'studies', 'sites', ...
  parent     TEXT NOT NULL,  -- name of the parent resource, or ''
  version    INTEGER NOT NULL,
  create_us  INTEGER NOT NULL,
  salt       BLOB NOT NULL,
  document   BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX resources_by_parent ON resources (collection, parent, name);

CREATE TABLE tokens (
  id        TEXT NOT NULL PRIMARY KEY,
  principal TEXT NOT NULL REFERENCES resources (name),
  mac       BLOB NOT NULL,  -- keyed hash; the secret itself is never stored
  expire_us INTEGER NOT NULL,
  revoked   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The site's own ids are columns, not part of the document, so that they can
-- be erased and the rest kept.
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
CREATE UNIQUE INDEX case_files_by_record ON case_files (study, site, record);

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
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX assignments_by_file ON assignments (case_file, auditor);
CREATE UNIQUE INDEX assignments_by_rank ON assignments (case_file, rank);
CREATE INDEX assignments_by_auditor ON assignments (study, auditor, id);

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
) STRICT;
CREATE INDEX codings_by_study ON codings (study, id);

-- What a coding held when its state changed.
CREATE TABLE snapshots (
  coding   TEXT NOT NULL REFERENCES codings (id),
  version  INTEGER NOT NULL,
  sequence INTEGER NOT NULL,  -- of the event that made it
  salt     BLOB NOT NULL,
  document BLOB NOT NULL,
  PRIMARY KEY (coding, version)
) STRICT, WITHOUT ROWID;

-- One row for every change, written with the change. `record` is the event as
-- serialized once; the other columns are copies to search by.
CREATE TABLE events (
  sequence  INTEGER NOT NULL PRIMARY KEY,
  study     TEXT NOT NULL,
  case_file TEXT NOT NULL,  -- '' where the change is not about one
  actor     TEXT NOT NULL,
  resource  TEXT NOT NULL,
  record    BLOB NOT NULL
) STRICT;
CREATE INDEX events_by_study ON events (study, sequence);
CREATE INDEX events_by_resource ON events (resource, sequence);

-- First answers, for callers who repeat a request. `subject` is the resource
-- an answer is about, so that erasing it erases the answer too.
CREATE TABLE replies (
  principal  TEXT NOT NULL,
  request_id TEXT NOT NULL,
  digest     BLOB NOT NULL,  -- of method and request
  subject    TEXT NOT NULL,
  create_us  INTEGER NOT NULL,
  response   BLOB NOT NULL,
  PRIMARY KEY (principal, request_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX replies_by_age ON replies (create_us);
