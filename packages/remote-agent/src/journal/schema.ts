/**
 * Tables of the journal. Times are milliseconds since 1970. `job_files` says which files a job needs, so that nothing else is asked before a
 * file is removed.
 */
export const schema = `
CREATE TABLE IF NOT EXISTS files (
  sha256 TEXT PRIMARY KEY,
  bytes INTEGER NOT NULL CHECK (bytes >= 0),
  offset INTEGER NOT NULL CHECK (offset BETWEEN 0 AND bytes),
  name TEXT NOT NULL,
  is_whole INTEGER NOT NULL,
  used_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS handed_over (
  sha256 TEXT PRIMARY KEY REFERENCES files (sha256) ON DELETE CASCADE,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS jobs (
  number INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  request TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'partly', 'failed', 'cancelled')),
  attempts INTEGER NOT NULL,
  stage TEXT NOT NULL,
  share REAL NOT NULL,
  items TEXT NOT NULL,
  problem TEXT,
  exit_code INTEGER,
  last_sequence INTEGER NOT NULL,
  fence INTEGER NOT NULL CHECK (fence > 0),
  lease_ends_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  started_at INTEGER,
  finished_at INTEGER,
  collected_at INTEGER
) STRICT;
CREATE INDEX IF NOT EXISTS jobs_open ON jobs (number) WHERE state IN ('waiting', 'running');
CREATE INDEX IF NOT EXISTS jobs_finished ON jobs (finished_at) WHERE finished_at IS NOT NULL;

CREATE TABLE IF NOT EXISTS job_files (
  job_key TEXT NOT NULL REFERENCES jobs (key) ON DELETE CASCADE,
  sha256 TEXT NOT NULL,
  PRIMARY KEY (job_key, sha256)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS job_files_file ON job_files (sha256);

CREATE TABLE IF NOT EXISTS events (
  job_key TEXT NOT NULL REFERENCES jobs (key) ON DELETE CASCADE,
  sequence INTEGER NOT NULL,
  at INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (job_key, sequence)
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS processes (
  number INTEGER PRIMARY KEY,
  job_key TEXT NOT NULL,
  process TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS processes_job ON processes (job_key);

CREATE TABLE IF NOT EXISTS marks (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
`;
