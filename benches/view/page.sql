-- The answer to page.graphql, by hand.
SELECT json_build_object('data', json_build_object('accounts', json_build_object('nodes', coalesce(json_agg(json_build_object(
    'name', a.name, 'domain', a.domain, 'status', a.status, 'phase', a.phase, 'segment', a.segment, 'renewsOn', a.renews_on,
    'health', json_build_object('score', a.health_score / 10.0::float8, 'band', a.health_band),
    'history', json_build_object('nodes', (
        SELECT coalesce(json_agg(json_build_object('kind', kind, 'occurredAt', moment(occurred_at), 'summary', summary)
            ORDER BY occurred_at DESC, id DESC), '[]')
        FROM (SELECT * FROM history WHERE account_id = a.id ORDER BY occurred_at DESC, id DESC LIMIT 5) h
    )),
    'requests', json_build_object('nodes', (
        SELECT coalesce(json_agg(json_build_object('title', r.title, 'urgency', r.urgency, 'status', r.status,
            'raisedAt', moment(r.raised_at), 'nextUpdateDue', moment(r.next_update_due),
            'owner', CASE WHEN m.id IS NOT NULL THEN json_build_object('name', m.name) END)
            ORDER BY r.raised_at DESC, r.id DESC), '[]')
        FROM (SELECT * FROM request WHERE account_id = a.id AND status NOT IN ('CLOSED', 'DECLINED')
            ORDER BY raised_at DESC, id DESC LIMIT 50) r
        LEFT JOIN team_member m ON m.id = r.owner_id
    ))
) ORDER BY a.name, a.id), '[]'))))::text
FROM (SELECT * FROM account WHERE (name, id) > ($1, $2) ORDER BY name, id LIMIT 50) a
