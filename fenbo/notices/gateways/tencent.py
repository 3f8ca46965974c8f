"""Tencent Cloud's short message service (sms 2021-01-11, SendSms), signed by TC3-HMAC-SHA256."""

import hashlib
import hmac
import json
import urllib.request
from datetime import UTC, datetime
from urllib.parse import urlsplit

from fenbo.notices.gateways import Account, Message, NotTaken, Taken, ask

ENDPOINT = "https://sms.tencentcloudapi.com"
VERSION, ACTION, SERVICE = "2021-01-11", "SendSms", "sms"
TYPE = "application/json; charset=utf-8"
FINAL = {
    "FailedOperation.ContainSensitiveWord",
    "FailedOperation.PhoneNumberInBlacklist",
    "FailedOperation.TemplateParamSetNotMatchApprovedTemplate",
    "InvalidParameterValue.ContentLengthLimit",
    "InvalidParameterValue.IncorrectPhoneNumber",
    "InvalidParameterValue.TemplateParameterFormatError",
    "InvalidParameterValue.TemplateParameterLengthLimit",
    "UnsupportedOperation.ContainDomesticAndInternationalPhoneNumber",
}
# The beginnings of codes that say that this telephone has had too many for now.
FOR_THIS_ONE = "LimitExceeded.PhoneNumber"


def send(account: Account, message: Message, now: datetime) -> Taken:
    """Hand one message over. Raises NotTaken."""
    said = {
        "PhoneNumberSet": [f"+86{message.to}"],
        "SmsSdkAppId": account.app_id,
        "SignName": account.sign,
        "TemplateId": message.template,
        "TemplateParamSet": list(message.values.values()),
        "SessionContext": message.key,
    }
    body = json.dumps(said, ensure_ascii=False)
    headers = signed(account, body, now, action=ACTION, service=SERVICE)
    headers = {**headers, "X-TC-Version": VERSION, "X-TC-Region": account.region}
    found = ask(urllib.request.Request(account.endpoint, body.encode(), headers, method="POST"))
    answer = found.get("Response") or {}
    told = next(iter(answer.get("SendStatusSet") or [answer.get("Error") or {}]))
    code = str(told.get("Code", "unreadable"))
    if code != "Ok":
        is_own = code in FINAL or code.startswith(FOR_THIS_ONE)
        raise NotTaken(code, is_final=code in FINAL, is_general=not is_own)
    return Taken(str(told.get("SerialNo", ""))[:80], int(told.get("Fee", 1)))


def signed(account: Account, body: str, now: datetime, *, action: str, service: str) -> dict[str, str]:
    """The headers of a request; the key is of the day, of the service and of the account."""
    host, stamp, day = (
        urlsplit(account.endpoint).netloc,
        int(now.timestamp()),
        f"{now.astimezone(UTC):%Y-%m-%d}",
    )
    whole = "\n".join(
        ["POST", "/", "", f"content-type:{TYPE}\nhost:{host}\n", "content-type;host", _hash(body)]
    )
    scope = f"{day}/{service}/tc3_request"
    to_sign = "\n".join(["TC3-HMAC-SHA256", str(stamp), scope, _hash(whole)])
    key = f"TC3{account.secret}".encode()
    for part in (day, service, "tc3_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    signature = hmac.digest(key, to_sign.encode(), "sha256").hex()
    proof = f"Credential={account.key_id}/{scope}, SignedHeaders=content-type;host, Signature={signature}"
    return {
        "Content-Type": TYPE,
        "Host": host,
        "X-TC-Action": action,
        "X-TC-Timestamp": str(stamp),
        "Authorization": f"TC3-HMAC-SHA256 {proof}",
    }


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
