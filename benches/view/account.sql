-- The answer to account.graphql, by hand.
WITH a AS (SELECT * FROM account WHERE id = $1),
said AS MATERIALIZED (
    SELECT assessment.body::jsonb AS body
    FROM standing JOIN assessment ON assessment.account_id = standing.account_id AND assessment.id = standing.assessment_id
    WHERE standing.account_id = $1
)
SELECT json_build_object('data', json_build_object('account', json_build_object(
    'name', a.name, 'domain', a.domain, 'status', a.status, 'touchModel', a.touch_model, 'phase', a.phase,
    'segment', a.segment, 'industry', a.industry, 'employees', a.employees, 'country', a.country,
    'startedOn', a.started_on, 'renewsOn', a.renews_on, 'firstValueAt', moment(a.first_value_at),
    'version', a.version, 'createdAt', moment(a.recorded_at), 'updatedAt', moment(a.updated_at),
    'team', (
        SELECT coalesce(json_agg(json_build_object('role', t.role, 'member',
            json_build_object('name', m.name, 'department', m.department)) ORDER BY array_position('{CSM,ACCOUNT_EXECUTIVE,SUPPORT}', t.role)), '[]')
        FROM assignment t JOIN team_member m ON m.id = t.member_id WHERE t.account_id = a.id
    ),
    'health', json_build_object(
        'score', body->'health'->'score', 'modelScore', body->'health'->'modelScore', 'band', body->'health'->'band',
        'coverage', body->'health'->'coverage', 'trend', body->'health'->'trend',
        'components', (
            SELECT coalesce(json_agg(json_build_object('component', c->'component', 'score', c->'score', 'coverage', c->'coverage')), '[]')
            FROM jsonb_array_elements(body->'health'->'components') c
        ),
        'contributions', (
            SELECT coalesce(json_agg(json_build_object('component', c->'component', 'signal', c->'signal', 'points', c->'points',
                'reason', json_build_object('text', c->'reason'->'text'))), '[]')
            FROM jsonb_array_elements(body->'health'->'contributions') c
        )
    ),
    'happiness', json_build_object('score', body->'happiness'->'score', 'label', body->'happiness'->'label',
        'confidence', body->'happiness'->'confidence'),
    'stage', json_build_object(
        'rung', body->'stage'->'rung', 'since', moment((body->'stage'->>'since')::timestamptz),
        'progress', (
            SELECT coalesce(json_agg(json_build_object('rung', p->'rung', 'met', p->'met', 'total', p->'total', 'share', p->'share')), '[]')
            FROM jsonb_array_elements(body->'stage'->'progress') p
        ),
        'next', (
            SELECT coalesce(json_agg(json_build_object('rule', n->'rule', 'state', n->'state')), '[]')
            FROM jsonb_array_elements(body->'stage'->'next') n
        )
    ),
    'quadrant', json_build_object('name', body->'quadrant'->'name',
        'since', moment((body->'quadrant'->>'since')::timestamptz),
        'monthsInQuadrant', body->'quadrant'->'monthsInQuadrant', 'advice', body->'quadrant'->'advice'),
    'risks', json_build_object('nodes', (
        SELECT coalesce(json_agg(json_build_object('kind', kind, 'severity', severity, 'state', state,
            'since', moment(since), 'play', play) ORDER BY since DESC, id DESC), '[]')
        FROM (SELECT * FROM risk WHERE account_id = a.id AND state IN ('RAISED', 'ACKNOWLEDGED')
            ORDER BY since DESC, id DESC LIMIT 5) r
    )),
    'requests', json_build_object('nodes', (
        SELECT coalesce(json_agg(json_build_object('title', r.title, 'department', r.department, 'urgency', r.urgency,
            'status', r.status, 'raisedAt', moment(r.raised_at), 'nextUpdateDue', moment(r.next_update_due),
            'owner', CASE WHEN m.id IS NOT NULL THEN json_build_object('name', m.name) END,
            'raisedBy', CASE WHEN c.id IS NOT NULL THEN json_build_object('name', c.name) END)
            ORDER BY r.raised_at DESC, r.id DESC), '[]')
        FROM (SELECT * FROM request WHERE account_id = a.id AND status NOT IN ('CLOSED', 'DECLINED')
            ORDER BY raised_at DESC, id DESC LIMIT 5) r
        LEFT JOIN team_member m ON m.id = r.owner_id
        LEFT JOIN contact c ON c.account_id = a.id AND c.id = r.raised_by_id
    )),
    'contacts', json_build_object('nodes', (
        SELECT coalesce(json_agg(json_build_object('name', name, 'title', title, 'seniority', seniority, 'email', email)
            ORDER BY name, id), '[]')
        FROM (SELECT * FROM contact WHERE account_id = a.id ORDER BY name, id LIMIT 5) c
    )),
    'history', json_build_object('nodes', (
        SELECT coalesce(json_agg(json_build_object('kind', kind, 'occurredAt', moment(occurred_at), 'summary', summary,
            'source', source) ORDER BY occurred_at DESC, id DESC), '[]')
        FROM (SELECT * FROM history WHERE account_id = a.id ORDER BY occurred_at DESC, id DESC LIMIT 8) h
    ))
)))::text
FROM a, said
