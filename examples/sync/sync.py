"""Sends RavenStack's five CSV files into Vitrine, and may be run again and again.

    python sync.py FOLDER --url http://127.0.0.1:4000/graphql --token "$TOKEN" --system demo
"""

import argparse
import collections
import csv
import itertools
import pathlib
import random
import sys
import time
import uuid

import requests
from gql import Client, gql
from gql.transport.exceptions import TransportConnectionFailed, TransportQueryError, TransportServerError
from gql.transport.requests import RequestsHTTPTransport

BATCH = 1000
# How long one batch is tried: longer than a server takes to start anew, and than a key stays claimed by one that died.
PATIENCE = 120
PASSING = {"RATE_LIMITED", "IDEMPOTENCY_IN_PROGRESS", "TIMEOUT", "UNAVAILABLE", "INTERNAL_SERVER_ERROR"}
SEVERITY = {"urgent": "SEV1", "high": "SEV2", "medium": "SEV3", "low": "SEV4"}


def true(word):
    return word == "True"


class Sender:
    def __init__(self, url, token, system, dry_run):
        self.system, self.dry_run = system, dry_run
        self.headers = {"Authorization": f"Bearer {token}"}
        self.transport = RequestsHTTPTransport(url=url, headers=self.headers, timeout=60)
        self.client = Client(transport=self.transport)
        self.totals = {}

    def ref(self, key):
        return {"system": self.system, "id": key}

    def send(self, noun, records):
        """Sends records of one kind in batches, and prints what became of them."""
        kind = noun[0].upper() + noun[1:]
        document = gql(f"""
            mutation Sync($input: {kind}UpsertInput!) {{
              {noun}Upsert(input: $input) {{
                stats {{ created updated unchanged conflicts deleted rejected }}
                results {{ externalId outcome problems {{ code path message }} }}
                userErrors {{ code field message }}
              }}
            }}""")
        stats = collections.Counter()
        for start in range(0, len(records), BATCH):
            batch = {"system": self.system, "records": records[start:start + BATCH], "dryRun": self.dry_run}
            payload = self.once(document, {"input": batch})[f"{noun}Upsert"]
            if payload["userErrors"]:
                sys.exit(f"{noun}: {payload['userErrors']}")
            stats.update(payload["stats"])
            for result in payload["results"]:
                for problem in result["problems"]:
                    print(f"  {noun} {result['externalId']}: {problem['code']} {'.'.join(problem['path'])} {problem['message']}", file=sys.stderr)
        self.totals[noun] = stats
        print(f"{noun:16}", "  ".join(f"{word} {count}" for word, count in stats.items()), flush=True)

    def once(self, document, variables):
        """One batch, one key: however often it is sent, it is done once."""
        headers = {**self.headers, "Idempotency-Key": str(uuid.uuid4())}
        document.variable_values = variables
        begun = time.monotonic()
        for attempt in itertools.count(1):
            self.transport.response_headers = None
            try:
                return self.client.execute(document, extra_args={"headers": headers})
            except TransportQueryError as error:
                passing = PASSING & {(each.get("extensions") or {}).get("code") for each in error.errors or []}
                failed = error
            except TransportServerError as error:
                passing = (error.code or 500) >= 500 or error.code == 429
                failed = error
            except (TransportConnectionFailed, requests.ConnectionError, requests.Timeout) as error:
                passing, failed = True, error
            if not passing or time.monotonic() - begun > PATIENCE:
                raise failed
            pause = self.pause(attempt)
            print(f"  try {attempt} failed, the next in {pause:.1f} s", file=sys.stderr)
            time.sleep(pause)

    def pause(self, attempt):
        """What the server asks for, else longer each time; never quite the same as the others wait."""
        asked = (self.transport.response_headers or {}).get("Retry-After", "")
        seconds = int(asked) if asked.isdigit() else min(10, 2 ** min(attempt, 10) / 4)
        return seconds * random.uniform(1, 1.5)


def read(folder, name):
    with open(folder / f"ravenstack_{name}.csv", newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def main():
    parser = argparse.ArgumentParser(description="Syncs RavenStack's CSV files into Vitrine.")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--url", default="http://127.0.0.1:4000/graphql")
    parser.add_argument("--token", required=True, help="of a caller who may upsert")
    parser.add_argument("--system", default="demo", help="the system that the token may write")
    parser.add_argument("--dry-run", action="store_true")
    args = parser.parse_args()
    accounts, subscriptions, usage, tickets, churn = (
        read(args.folder, name)
        for name in ("accounts", "subscriptions", "feature_usage", "support_tickets", "churn_events")
    )
    to = Sender(args.url, args.token, args.system, args.dry_run)

    # Whether an account is still there follows from its subscriptions: `churn_flag` disagrees with the events, so it
    # is only kept as what the source says.
    running = {row["account_id"] for row in subscriptions if not row["end_date"]}
    to.send("accounts", [{
        "externalId": row["account_id"],
        "name": row["account_name"],
        "status": "CUSTOMER" if row["account_id"] in running else "LOST",
        "industry": row["industry"],
        "country": row["country"],
        "startedOn": row["signup_date"],
        "attributes": {
            "referralSource": row["referral_source"], "planTier": row["plan_tier"], "seats": int(row["seats"]),
            "isTrial": true(row["is_trial"]), "churnFlag": true(row["churn_flag"]),
        },
    } for row in accounts])

    features = sorted({row["feature_name"] for row in usage})
    to.send("features", [{"externalId": name, "name": name.replace("_", " ").capitalize()} for name in features])

    to.send("subscriptions", [{
        "externalId": row["subscription_id"],
        "account": to.ref(row["account_id"]),
        "plan": row["plan_tier"],
        "mrr": row["mrr_amount"],
        "currency": "USD",
        "seats": int(row["seats"]),
        "trial": true(row["is_trial"]),
        "startedOn": row["start_date"],
        "endedOn": row["end_date"] or None,
        "autoRenew": true(row["auto_renew_flag"]),
    } for row in subscriptions])

    # A usage_id may stand twice with different content; with its subscription it is a key.
    account_of = {row["subscription_id"]: row["account_id"] for row in subscriptions}
    to.send("usage", [{
        "externalId": f"{row['usage_id']}:{row['subscription_id']}",
        "account": to.ref(account_of[row["subscription_id"]]),
        "from": row["usage_date"],
        "feature": row["feature_name"],
        "uses": int(row["usage_count"]),
        "seconds": int(row["usage_duration_secs"]),
    } for row in usage])

    # Opened on a date, closed at a local time without a zone: read as UTC.
    to.send("tickets", [{
        "externalId": row["ticket_id"],
        "account": to.ref(row["account_id"]),
        "severity": SEVERITY[row["priority"]],
        "openedAt": f"{row['submitted_at']}T00:00:00Z",
        "closedAt": row["closed_at"].replace(" ", "T") + "Z" if row["closed_at"] else None,
        "escalated": true(row["escalation_flag"]),
    } for row in tickets])
    to.send("surveyResponses", [{
        "externalId": row["ticket_id"],
        "account": to.ref(row["account_id"]),
        "kind": "CSAT",
        "answer": row["satisfaction_score"],
        "scaleMin": 1,
        "scaleMax": 5,
        "answeredAt": row["closed_at"].replace(" ", "T") + "Z",
    } for row in tickets if row["satisfaction_score"] and row["closed_at"]])

    to.send("outcomes", [{
        "externalId": row["churn_event_id"],
        "account": to.ref(row["account_id"]),
        "kind": "CHURNED",
        "on": row["churn_date"],
        "reason": row["reason_code"],
        "note": row["feedback_text"] or None,
    } for row in churn])
    to.send("costs", [{
        "externalId": row["churn_event_id"],
        "account": to.ref(row["account_id"]),
        "kind": "REFUND",
        "on": row["churn_date"],
        "amount": row["refund_amount_usd"],
        "currency": "USD",
    } for row in churn if float(row["refund_amount_usd"]) > 0])

    total = sum(to.totals.values(), collections.Counter())
    print(f"{'all':16}", "  ".join(f"{word} {count}" for word, count in total.items()))
    sys.exit(1 if total["rejected"] else 0)


if __name__ == "__main__":
    main()
