/**
 * One table. Keys sort by their bytes, which in UTF-8 is by code points, whatever the database's language. Few entries expire, and
 * what has expired is cleared away when a process comes.
 *
 * `easel_apply_1` carries out a batch in one journey and one commit. Its first lines take a lock for each group of keys that the batch
 * touches, in one order for all processes: so no two batches can wait for each other, and of two that touch the same key one is first.
 *
 * The number in its name belongs to its code: processes of two versions may work side by side.
 */
export const POSTGRES_SCHEMA = `
CREATE TABLE IF NOT EXISTS easel_entries (
  key text COLLATE "C" PRIMARY KEY,
  value text NOT NULL,
  expires bigint
) WITH (fillfactor = 80);
CREATE INDEX IF NOT EXISTS easel_entries_expiring ON easel_entries (expires) WHERE expires IS NOT NULL;
CREATE TABLE IF NOT EXISTS easel_processes (
  id text PRIMARY KEY,
  changes bigint NOT NULL,
  at timestamptz NOT NULL
);
CREATE OR REPLACE FUNCTION easel_apply_1(
  kinds text[], keys text[], expected text[], next text[], expiring bigint[], nows bigint[], process text, change bigint
) RETURNS boolean[] LANGUAGE plpgsql AS $$
DECLARE
  bucket int;
  step record;
  was boolean;
  done boolean[] := '{}';
BEGIN
  FOR bucket IN SELECT DISTINCT hashtext(k) & 63 FROM unnest(keys) AS k ORDER BY 1 LOOP
    PERFORM pg_advisory_xact_lock(hashtext('easel ' || current_schema()), bucket);
  END LOOP;
  FOR step IN
    SELECT * FROM unnest(kinds, keys, expected, next, expiring, nows) AS s (kind, key, expected, next, expires, now)
  LOOP
    CASE step.kind
      WHEN 'write' THEN
        INSERT INTO easel_entries AS e (key, value, expires) VALUES (step.key, step.next, step.expires)
          ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires = excluded.expires;
        was := true;
      WHEN 'remove' THEN
        was := false;
        DELETE FROM easel_entries AS e WHERE e.key = step.key
          RETURNING e.expires IS NULL OR e.expires > step.now INTO was;
        was := coalesce(was, false);
      WHEN 'add' THEN
        INSERT INTO easel_entries AS e (key, value) VALUES (step.key, step.next)
          ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires = NULL WHERE e.expires <= step.now;
        was := FOUND;
      WHEN 'replace' THEN
        UPDATE easel_entries AS e SET value = step.next, expires = NULL
          WHERE e.key = step.key AND e.value = step.expected AND (e.expires IS NULL OR e.expires > step.now);
        was := FOUND;
      WHEN 'take' THEN
        DELETE FROM easel_entries AS e
          WHERE e.key = step.key AND e.value = step.expected AND (e.expires IS NULL OR e.expires > step.now);
        was := FOUND;
      WHEN 'absent' THEN
        was := NOT EXISTS (
          SELECT 1 FROM easel_entries AS e WHERE e.key = step.key AND (e.expires IS NULL OR e.expires > step.now)
        );
    END CASE;
    done := done || was;
  END LOOP;
  INSERT INTO easel_processes AS p (id, changes, at) VALUES (process, change, clock_timestamp())
    ON CONFLICT (id) DO UPDATE SET changes = excluded.changes, at = excluded.at;
  RETURN done;
END $$;
`;

/** Whether all of it is there, so that a role that may not make tables can work with those that are. */
export const IS_MADE = `SELECT to_regclass('easel_entries') IS NOT NULL AND to_regclass('easel_processes') IS NOT NULL
  AND to_regproc('easel_apply_1') IS NOT NULL AS made`;
