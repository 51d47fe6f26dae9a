"""Fills a server with records of every kind and with people's writes, for a dump that upgrades are tested from.

usage: URL=http://127.0.0.1:4000/graphql TOKEN=<ADMIN, without a system> python3 fill.py
"""

import json
import os
import urllib.request


def ask(document, variables=None):
    request = urllib.request.Request(
        os.environ["URL"],
        json.dumps({"query": document, "variables": variables or {}}).encode(),
        {"Authorization": f"Bearer {os.environ['TOKEN']}", "Content-Type": "application/json"},
    )
    answer = json.load(urllib.request.urlopen(request))
    if answer.get("errors"):
        raise SystemExit(json.dumps(answer["errors"], indent=1))
    return answer["data"]


def payload(mutation, input_type, fields, **values):
    data = ask(
        f"mutation($input: {input_type}!) {{ {mutation}(input: $input) {{ {fields} userErrors {{ field code message }} }} }}",
        {"input": values},
    )[mutation]
    if data["userErrors"]:
        raise SystemExit(f"{mutation}: {data['userErrors']}")
    return data


def upsert(noun, *records, system="crm"):
    mutation = f"{noun}Upsert"
    results = payload(
        mutation,
        f"{mutation[0].upper()}{mutation[1:]}Input",
        "results { id outcome problems { code path message } }",
        system=system,
        records=list(records),
    )["results"]
    for result in results:
        if result["outcome"] != "CREATED":
            raise SystemExit(f"{mutation}: {result}")
    return [result["id"] for result in results]


def crm(key):
    return {"system": "crm", "id": key}


A1, A2 = {"account": crm("a1")}, {"account": crm("a2")}

upsert(
    "teamMembers",
    {"externalId": "m1", "name": "Ida Moss", "department": "CS", "email": "ida@vendor.example", "weeklyMinutes": 600},
    {"externalId": "m2", "name": "Ben Okoro", "department": "SALES", "subject": "ben", "manager": crm("m1")},
    {"externalId": "m3", "name": "Pia Lund", "department": "PRODUCT", "manager": crm("m1"), "active": False},
)
upsert("features", {"externalId": "f1", "name": "Reports", "key": True, "plans": ["pro"]}, {"externalId": "f2", "name": "Alerts"})
upsert(
    "accounts",
    {
        "externalId": "a1", "name": "Ålesund Tools", "domain": "alesund-tools.example", "status": "CUSTOMER", "startedOn": "2025-01-01",
        "industry": "Tools", "country": "NO", "employees": 120, "updatedAt": "2026-06-01T08:00:00Z",
        "attributes": {"tier": "gold", "margin": 0.4},
        "team": [{"role": "CSM", "member": crm("m1")}, {"role": "ACCOUNT_EXECUTIVE", "member": crm("m2")}],
    },
    {"externalId": "a2", "name": "Brightwell", "domain": "brightwell.example", "status": "CUSTOMER", "startedOn": "2025-09-01", "parent": crm("a1")},
    {"externalId": "a3", "name": "Colliers Row", "status": "COMING"},
)
upsert(
    "contacts",
    {**A1, "externalId": "c1", "name": "Bo Vik", "title": "CEO", "email": "bo@alesund-tools.example", "seniority": "EXECUTIVE",
     "consents": [{"purpose": "SURVEY", "granted": True, "recordedAt": "2026-01-01T00:00:00Z"}], "attributes": {"floor": 3}},
    {**A2, "externalId": "c2", "name": "Cy Hart", "seniority": "CHAMPION", "phone": "+47 55 00 00"},
)
upsert(
    "usage",
    *[{**A1, "externalId": f"u{day}", "from": f"2026-11-{day:02}", "user": f"user{day % 3}", "feature": "f1", "uses": day} for day in range(24, 29)],
    {**A1, "externalId": "month", "from": "2026-10-01", "to": "2026-10-31", "activeUsers": 9, "uses": 700},
)
upsert(
    "tickets",
    {**A1, "externalId": "t1", "openedAt": "2026-11-05T08:00:00+02:00", "subject": "Slow", "severity": "SEV2", "reopens": 2, "contact": crm("c1"), "minutes": 40},
    {**A1, "externalId": "t2", "openedAt": "2026-10-05T08:00:00Z", "closedAt": "2026-10-06T08:00:00Z", "subject": "Login", "severity": "SEV1"},
)
upsert(
    "surveyResponses",
    {**A1, "externalId": "s1", "kind": "CSAT", "answer": "4.5", "scaleMin": 1, "scaleMax": 5, "comment": "Fine", "answeredAt": "2026-11-05T08:00:00Z", "contact": crm("c1")},
    {**A1, "externalId": "s2", "kind": "NPS", "answer": "3", "scaleMin": 0, "scaleMax": 10, "answeredAt": "2026-10-05T08:00:00Z"},
)
upsert(
    "subscriptions",
    {**A1, "externalId": "s1", "plan": "pro", "mrr": "990.50", "currency": "USD", "seats": 10, "startedOn": "2025-01-01", "termEndsOn": "2027-01-01"},
    {**A1, "externalId": "s2", "plan": "team", "mrr": "100", "currency": "USD", "seats": 3, "startedOn": "2025-09-01"},
)
upsert("outcomes", {**A1, "externalId": "o1", "kind": "RENEWED", "on": "2026-01-01", "subscription": crm("s1"), "note": "For a year"})
upsert(
    "touchpoints",
    {**A1, "externalId": "p1", "channel": "CALL", "direction": "BOTH", "occurredAt": "2026-11-05T08:00:00Z", "sentiment": -0.25,
     "contacts": [crm("c1")], "members": [crm("m1")], "minutes": 25, "outcome": "They wait for the export"},
)
upsert("measures", {**A1, "externalId": "n1", "key": "tenure", "number": "12.5", "observedAt": "2026-11-05T08:00:00Z"},
       {**A1, "externalId": "n2", "key": "tier", "word": "high", "observedAt": "2026-11-05T08:00:00Z"})
upsert("requests", {**A1, "externalId": "r1", "title": "Export", "body": "As CSV", "department": "PRODUCT", "raisedAt": "2026-11-01T08:00:00Z", "owner": crm("m1")})
upsert("goals", {**A1, "externalId": "g1", "name": "Faster", "metric": "days", "baseline": 9, "target": 3, "startOn": "2026-01-01", "dueOn": "2027-01-01",
                 "values": [{"on": "2026-06-01", "value": "6.5"}]})
upsert("promises", {**A1, "externalId": "q1", "text": "Single sign-on", "dueOn": "2026-10-01", "madeBy": crm("m1")})
upsert("handoffs", {**A1, "externalId": "h1", "from": crm("m2"), "to": crm("m1"), "signedOn": "2025-01-01", "acceptedAt": "2025-01-05T08:00:00Z"})
upsert("feedback", {**A1, "externalId": "k1", "text": "Good", "about": "search", "receivedAt": "2026-11-05T08:00:00Z", "contact": crm("c1")})
upsert("costs", {**A1, "externalId": "e1", "kind": "CREDIT", "on": "2026-11-05", "amount": "10.00", "currency": "USD", "note": "For the outage"})
upsert("timeEntries", {**A1, "externalId": "i1", "on": "2026-11-05", "minutes": 30, "member": crm("m1")})
upsert("advocacyMemberships", {**A1, "externalId": "j1", "joinedOn": "2026-01-01", "motivations": ["fame"]})
upsert("advocacyActs", {**A1, "externalId": "l1", "kind": "SPEAKING", "on": "2026-11-05", "url": "https://example.com/talk"})

by = lambda domain: ask("query($d: String!) { account(by: {domain: $d}) { id version risks { nodes { id } } requests { nodes { id version } } } }", {"d": domain})["account"]
account = by("alesund-tools.example")
payload("accountUpdate", "AccountUpdateInput", "account { version }", id=account["id"], segment="Mid-market", attributes={"tier": "platinum"})
request = account["requests"]["nodes"][0]
payload("requestUpdate", "RequestUpdateInput", "request { version }", id=request["id"], urgency="HIGH", comment="The customer needs it for an audit.")
payload("requestComment", "RequestCommentInput", "request { version }", id=request["id"], body="Ben has asked twice.")
opened = payload("requestOpen", "RequestOpenInput", "request { id }", account={"id": account["id"]}, title="Audit log", department="CS",
                 ownerId=ask("{ teamMembers(first: 10) { nodes { id name } } }")["teamMembers"]["nodes"][0]["id"])["request"]
payload("requestUpdate", "RequestUpdateInput", "request { version }", id=opened["id"], resolution="It is there.")
payload("requestTellCustomer", "RequestTellCustomerInput", "request { id }", id=opened["id"], channel="EMAIL", message="It is in the release of today.")
payload("requestClose", "RequestCloseInput", "request { id }", id=opened["id"])
payload("touchpointRecord", "TouchpointRecordInput", "touchpoint { id }", account={"id": account["id"]}, channel="MEETING", direction="OUTBOUND",
        initiation="PLANNED", occurredAt="2026-11-20T10:00:00Z", purpose="REVIEW", outcome="We went through the year.", minutes=60)
payload("healthOverride", "HealthOverrideInput", "account { id }", accountId=account["id"], score=40, until="2027-01-15T00:00:00Z", reason="Their sponsor has left.")
for risk in by("brightwell.example")["risks"]["nodes"][:1]:
    payload("riskAnswer", "RiskAnswerInput", "risk { id }", id=risk["id"], state="ACKNOWLEDGED", reason="Known since the summer.")
payload("recordsDelete", "RecordsDeleteInput", "results { outcome }", system="crm", kind="ACCOUNT", externalIds=["a3"])
print("filled")
