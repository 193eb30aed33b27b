/** What is known of the folder. Times of this machine stand nowhere in it: a clock that is off changes nothing. */
export const schema = `
  create table if not exists facts (name text primary key, value text not null) strict;
  create table if not exists files (
    path text primary key,
    fingerprint text not null,
    sha256 text,
    vehicle_id text,
    photo_id text,
    problem text,
    replaced_photo_id text,
    is_leaving integer not null default 0
  ) strict;
  create index if not exists files_of_photo on files (photo_id);
  create table if not exists results (
    photo_id text primary key,
    wanted_sha256 text not null,
    type text not null,
    name text,
    name_key text unique,
    have_sha256 text,
    have_fingerprint text
  ) strict;
  create index if not exists results_wanted on results (photo_id) where have_sha256 is null or have_sha256 <> wanted_sha256;
`;
