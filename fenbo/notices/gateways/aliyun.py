"""Aliyun's short message service (Dysmsapi 2017-05-25, SendSms), signed by its third method (ACS3-HMAC-SHA256)."""

import hashlib
import hmac
import json
import secrets
import urllib.request
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

from fenbo.notices.gateways import Account, Message, NotTaken, Taken, ask

ENDPOINT = "https://dysmsapi.aliyuncs.com"
VERSION, ACTION = "2017-05-25", "SendSms"
EMPTY = hashlib.sha256(b"").hexdigest()
# This message will not be taken by trying again.
FINAL = {
    "isv.MOBILE_NUMBER_ILLEGAL",
    "isv.MOBILE_COUNT_OVER_LIMIT",
    "isv.BLACK_KEY_CONTROL_LIMIT",
    "isv.INVALID_PARAMETERS",
    "isv.INVALID_JSON_PARAM",
    "isv.PARAM_LENGTH_LIMIT",
    "isv.PARAM_NOT_SUPPORT_URL",
    "isv.TEMPLATE_MISSING_PARAMETERS",
    "isv.TEMPLATE_PARAMS_ILLEGAL",
}
# Only this telephone has had too many for now; whatever else is wrong is wrong for all.
FOR_THIS_ONE = {"isv.BUSINESS_LIMIT_CONTROL", "isv.DAY_LIMIT_CONTROL"}


def send(account: Account, message: Message, now: datetime) -> Taken:
    """Hand one message over. Raises NotTaken."""
    said = {
        "OutId": message.key,
        "PhoneNumbers": message.to,
        "SignName": account.sign,
        "TemplateCode": message.template,
        "TemplateParam": json.dumps(dict(message.values), ensure_ascii=False),
    }
    query = queried(said)
    headers = signed(account, query, now, secrets.token_hex(16), action=ACTION, version=VERSION)
    found = ask(urllib.request.Request(f"{account.endpoint}/?{query}", headers=dict(headers), method="POST"))
    code = str(found.get("Code", "unreadable"))
    if code != "OK":
        raise NotTaken(code, is_final=code in FINAL, is_general=code not in FINAL | FOR_THIS_ONE)
    return Taken(str(found.get("BizId", ""))[:80])


def queried(values: Mapping[str, str]) -> str:
    """The parameters as they are signed and sent: in order, everything but letters, digits and `-_.~` in per cent."""
    return "&".join(f"{quote(name, safe='')}={quote(values[name], safe='')}" for name in sorted(values))


def signed(
    account: Account, query: str, now: datetime, nonce: str, *, action: str, version: str
) -> Mapping[str, str]:
    """The headers of a request whose parameters stand in the address."""
    headers = {
        "host": urlsplit(account.endpoint).netloc,
        "x-acs-action": action,
        "x-acs-content-sha256": EMPTY,
        "x-acs-date": now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "x-acs-signature-nonce": nonce,
        "x-acs-version": version,
    }
    names = ";".join(headers)
    lines = "".join(f"{name}:{value}\n" for name, value in headers.items())
    whole = "\n".join(["POST", "/", query, lines, names, EMPTY])
    to_sign = f"ACS3-HMAC-SHA256\n{hashlib.sha256(whole.encode()).hexdigest()}"
    signature = hmac.digest(account.secret.encode(), to_sign.encode(), "sha256").hex()
    proof = f"ACS3-HMAC-SHA256 Credential={account.key_id},SignedHeaders={names},Signature={signature}"
    return {**headers, "Authorization": proof}
