-- Multiplies the accounts of a database until it has :accounts of them. The originals went through the write path; a copy has
-- new ids and names, and its standing assessment's text is the original's.
\set ON_ERROR_STOP on
SET synchronous_commit = off;

-- Which copies there will be: the k-th of each original, until there are enough accounts.
CREATE TEMP TABLE copy AS
    SELECT o.id AS account_id, k, md5(o.id::text || ':' || k)::uuid AS new_id
    FROM original o, generate_series(1, :accounts / (SELECT count(*) FROM original)) AS k,
         (SELECT count(*) AS n FROM original) AS many
    WHERE k * many.n + o.place <= :accounts
      AND k > (SELECT count(*) / (SELECT count(*) FROM original) - 1 FROM account)
    ORDER BY k, o.place;
DELETE FROM copy WHERE new_id IN (SELECT id FROM account);
ANALYZE copy;

-- Every table whose rows are an account's: ids are made anew from the old ones, so that rows refer to each other as before;
-- ids of our own people stay.
DO $$
DECLARE
    named record;
    source text;
BEGIN
    FOR named IN
        SELECT c.table_name, string_agg(quote_ident(c.column_name), ', ' ORDER BY c.ordinal_position) AS columns,
            string_agg(CASE
                WHEN c.column_name = 'account_id' OR (c.table_name = 'account' AND c.column_name = 'id') THEN 'copy.new_id'
                WHEN c.column_name = 'parent_id' THEN 'NULL'
                WHEN c.data_type = 'uuid' AND c.column_name NOT IN ('member_id', 'owner_id', 'to_id', 'from_id', 'made_by_id')
                    THEN format('md5(t.%I::text || '':'' || copy.k)::uuid', c.column_name)
                WHEN c.column_name = 'external_id' THEN 't.external_id || ''-'' || copy.k'
                WHEN c.table_name = 'account' AND c.column_name = 'name' THEN 't.name || '' '' || copy.k'
                WHEN c.table_name = 'account' AND c.column_name = 'domain' THEN 'copy.k || ''.'' || t.domain'
                ELSE 't.' || quote_ident(c.column_name) END, ', ' ORDER BY c.ordinal_position) AS made
        FROM information_schema.columns c
        WHERE c.table_schema = 'public' AND c.table_name IN (
            SELECT table_name FROM information_schema.columns
            WHERE table_schema = 'public' AND (column_name = 'account_id' OR table_name = 'account'))
          AND c.table_name <> 'change'
        GROUP BY c.table_name
    LOOP
        source := CASE named.table_name WHEN 'account' THEN 't.id' ELSE 't.account_id' END;
        EXECUTE format('INSERT INTO %I (%s) SELECT %s FROM copy JOIN %I t ON copy.account_id = %s ORDER BY copy.k, copy.account_id',
            named.table_name, named.columns, named.made, named.table_name, source);
    END LOOP;
END $$;
DROP TABLE copy;
VACUUM ANALYZE;

-- What there is now.
SELECT (SELECT count(*) FROM account) AS accounts,
    (SELECT sum(n_live_tup) FROM pg_stat_user_tables WHERE relname IN ('usage', 'measure', 'ticket', 'touchpoint', 'contact',
        'request', 'comment', 'history', 'survey_response', 'subscription', 'outcome', 'goal', 'promise', 'feedback', 'cost',
        'time_entry', 'handoff', 'advocacy_act', 'advocacy_membership', 'risk')) AS facts,
    pg_size_pretty(pg_database_size(current_database())) AS size;
