-- Before accounts are multiplied: what the floor needs, which accounts are originals, and no more facts on each than some
-- fifty. What is kept is the newest.
\set ON_ERROR_STOP on

-- A moment as the schema writes it: three digits of a second where they suffice, six elsewhere.
CREATE FUNCTION moment(at timestamptz) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT to_char(at AT TIME ZONE 'UTC', CASE WHEN date_trunc('milliseconds', at) = at
        THEN 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"' ELSE 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"' END)
$$;

CREATE TABLE original AS SELECT id, row_number() OVER (ORDER BY id) AS place FROM account;

TRUNCATE change;
DELETE FROM assessment a WHERE NOT EXISTS
    (SELECT FROM standing s WHERE s.account_id = a.account_id AND s.assessment_id = a.id);
DELETE FROM external_id WHERE kind NOT IN ('ACCOUNT', 'CONTACT', 'TEAM_MEMBER');
DO $$
DECLARE
    named record;
BEGIN
    FOR named IN SELECT * FROM (VALUES
        ('usage', '"from" DESC', 10), ('history', 'occurred_at DESC', 16), ('touchpoint', 'occurred_at DESC', 6),
        ('risk', 'open DESC, since DESC', 4), ('time_entry', '"on" DESC', 2), ('cost', '"on" DESC', 2),
        ('survey_response', 'answered_at DESC', 3), ('ticket', 'opened_at DESC', 3)) AS kept (kind, newest, many)
    LOOP
        EXECUTE format('DELETE FROM %I WHERE ctid IN (SELECT ctid FROM (SELECT ctid, row_number() OVER '
            '(PARTITION BY account_id ORDER BY %s, id) AS age FROM %I) aged WHERE age > %s)', named.kind, named.newest, named.kind, named.many);
    END LOOP;
END $$;

-- The demo's people answer their requests; here as many are open as there are accounts, and as many again.
UPDATE request SET status = 'IN_PROGRESS', customer_told_at = NULL, resolution = NULL, resolution_at = NULL;
INSERT INTO request (account_id, id, system, external_id, title, body, department, urgency, status, raised_by_id, raised_at,
        owner_id, next_update_due, version, recorded_at, updated_at)
    SELECT account_id, md5(id::text || ' again')::uuid, system, external_id || '-again', title || ', again', body, department,
        urgency, status, raised_by_id, raised_at + interval '1 day', owner_id, next_update_due, version, recorded_at, updated_at
    FROM request;
