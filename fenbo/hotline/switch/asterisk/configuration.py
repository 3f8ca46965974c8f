"""Asterisk's configuration, written from Fenbo's data; whatever stood there before is replaced."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from django.conf import settings

from fenbo.hotline.models import Device, Line, Queue, Said, Seat
from fenbo.hotline.switch.asterisk import dialplan, music, voices
from fenbo.hotline.switch.asterisk.engine import Engine, home, secret

MANAGER = "fenbo"
# The family of Asterisk's own database that holds what browsers prove themselves by.
PHONES = "phones"
# Without any packet of sound for so many seconds a seat's telephone is gone. A browser sends them all the time, a
# telephone may keep silent while nobody speaks.
BROWSER_SILENCE, DESK_SILENCE = 5, 60
# Named one by one: nothing is loaded that no call here needs.
MODULES = """\
res_timing_timerfd res_sorcery_config res_sorcery_memory res_sorcery_astdb res_pjproject res_rtp_asterisk
res_pjsip res_pjsip_session res_pjsip_sdp_rtp res_pjsip_registrar res_pjsip_authenticator_digest
res_pjsip_endpoint_identifier_user res_pjsip_endpoint_identifier_ip res_pjsip_caller_id res_pjsip_nat
res_pjsip_rfc3326 res_pjsip_pubsub res_pjsip_notify chan_pjsip
res_http_websocket res_pjsip_transport_websocket res_srtp
bridge_simple bridge_softmix bridge_builtin_features bridge_native_rtp bridge_holding
codec_alaw codec_ulaw codec_resample format_wav format_pcm
app_queue app_mixmonitor app_playback app_read app_userevent app_stack app_dial app_exec app_chanspy
func_callerid func_channel func_db func_sha1 func_strings func_logic func_export func_volume
app_softhangup pbx_config
"""

ASTERISK = """\
[directories]
astetcdir => {home}/etc
astmoddir => {modules}
astvarlibdir => {home}/lib
astdbdir => {home}/lib
astkeydir => {home}/lib
astdatadir => {data}
astagidir => {home}/lib
astspooldir => {home}/spool
astrundir => {home}/run
astlogdir => {home}/log

[options]
systemname = fenbo
maxcalls = {most}
"""
# No log holds numbers: neither the queue's own nor the record of calls is written.
LOGGER = """\
[general]
queue_log = no
dateformat = %F %T

[logfiles]
messages = notice,warning,error
"""
PJSIP = """\
[global]
type = global
user_agent = Fenbo
endpoint_identifier_order = username,ip

[udp]
type = transport
protocol = udp
bind = {address}

[browsers]
type = transport
protocol = ws
bind = 0.0.0.0

[fenbo-trunk]
type = endpoint
context = fenbo-trunk
aors = fenbo-trunk
{media}
[fenbo-trunk]
type = aor
contact = sip:{trunk}

[fenbo-trunk]
type = identify
endpoint = fenbo-trunk
match = {trunk_host}
"""
SEAT = """\
[{number}]
type = endpoint
context = fenbo-seat
aors = {number}
auth = {number}
rtp_timeout = {silence}
{media}
[{number}]
type = aor
max_contacts = 1
remove_existing = yes

[{number}]
type = auth
auth_type = userpass
username = {number}
password = {password}
"""
# Its password is laid into Asterisk's database while somebody sits there (adapter.py).
BROWSER = """\
[{number}]
type = endpoint
context = fenbo-seat
aors = {number}
auth = {number}
webrtc = yes
disallow = all
allow = alaw,ulaw
dtmf_mode = rfc4733
direct_media = no
rtp_timeout = {silence}

[{number}]
type = aor
max_contacts = 1
remove_existing = yes
"""
SORCERY = """\
[res_pjsip]
auth = config,pjsip.conf,criteria=type=auth
auth = astdb,{family}
"""
HTTP = """\
[general]
enabled = yes
bindaddr = {address}
bindport = {port}
"""
MEDIA = """\
disallow = all
allow = alaw,ulaw
dtmf_mode = rfc4733
direct_media = no
rtp_symmetric = yes
force_rport = yes
rewrite_contact = yes
"""
QUEUE = """\
[{slug}]
strategy = {strategy}
timeout = {ring}
retry = 1
autofill = yes
ringinuse = no
joinempty = yes
leavewhenempty = no
announce-frequency = 0
periodic-announce = {offer}
periodic-announce-frequency = {every}
relative-periodic-announce = yes
context = fenbo-owed
"""
MANAGERS = """\
[general]
enabled = yes
bindaddr = 127.0.0.1
port = {port}

[{user}]
secret = {secret}
deny = 0.0.0.0/0.0.0.0
permit = 127.0.0.1/255.255.255.255
read = system,call,agent,user,reporting
write = system,call,agent,user,reporting,originate,command
"""
# The ringing that callers in China know.
TONES = """\
[general]
country = cn

[cn]
description = China
ringcadence = 1000,4000
dial = 450
busy = 450/350,0/350
ring = 450/1000,0/4000
congestion = 450/700,0/700
callwaiting = 450/400,0/4000
dialrecall = 450
record = 950/400,0/10000
info = 450/100,0/100,450/100,0/100,450/100,0/100,450/400,0/400
stutter = 450+425
"""


def sounds() -> Path:
    """Where Asterisk finds the prompts."""
    folder = home() / "sounds"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def write(engine: Engine) -> Path:
    """Write everything and return the path of asterisk.conf."""
    root = home()
    for folder in ("etc", "lib", "spool/monitor", "run", "log", "sounds"):
        (root / folder).mkdir(mode=0o700, parents=True, exist_ok=True)
    voices.write_all(sounds())
    music.write(root / "music" / "waiting.wav")
    for name, content in _files(engine, root).items():
        _write(root / "etc" / name, content)
    return root / "etc" / "asterisk.conf"


def _files(engine: Engine, root: Path) -> Mapping[str, str]:
    lines = Line.objects.filter(is_active=True).select_related("queue").order_by("number")
    queues = Queue.objects.order_by("slug")
    first, last = settings.RTP_PORTS
    return {
        "asterisk.conf": ASTERISK.format(
            home=root, modules=engine.modules, data=engine.data, most=settings.MOST_CALLS
        ),
        "modules.conf": "[modules]\nautoload = no\n"
        + "".join(f"load = {name}.so\n" for name in MODULES.split()),
        "logger.conf": LOGGER,
        "http.conf": _http(),
        "sorcery.conf": SORCERY.format(family=PHONES),
        "pjsip.conf": _pjsip(Seat.objects.filter(is_active=True).order_by("number")),
        "extensions.conf": dialplan.dialplan(lines, queues, root / "sounds"),
        "queues.conf": _queues(queues, root / "sounds"),
        "manager.conf": MANAGERS.format(port=settings.AMI_PORT, user=MANAGER, secret=secret("manager")),
        "rtp.conf": f"[general]\nrtpstart = {first}\nrtpend = {last}\n",
        "indications.conf": TONES,
        "cdr.conf": "[general]\nenable = no\n",
        "cel.conf": "[general]\nenable = no\n",
        "features.conf": "[general]\n",
        "pjproject.conf": "",
        "pjsip_notify.conf": "",
        "ccss.conf": "",
        "acl.conf": "",
        "udptl.conf": "",
    }


def _pjsip(seats: Iterable[Seat]) -> str:
    trunk = settings.SIP_TRUNK
    head = PJSIP.format(
        address=settings.SIP_ADDRESS, media=MEDIA, trunk=trunk, trunk_host=trunk.partition(":")[0]
    )
    return head + "\n".join(map(_seat, seats))


def _seat(seat: Seat) -> str:
    if seat.device == Device.BROWSER:
        return BROWSER.format(number=seat.number, silence=BROWSER_SILENCE)
    return SEAT.format(
        number=seat.number, silence=DESK_SILENCE, media=MEDIA, password=secret(f"seat {seat.number}")
    )


def _http() -> str:
    address, _colon, port = settings.SIP_WEBSOCKET.rpartition(":")
    return HTTP.format(address=address, port=port)


def _queues(queues: Iterable[Queue], sounds: Path) -> str:
    head = "[general]\npersistentmembers = no\nlog_membername_as_agent = no\n\n"
    return head + "\n".join(
        QUEUE.format(
            slug=queue.slug,
            strategy=queue.strategy,
            ring=queue.ring_seconds,
            every=queue.offer_seconds,
            offer=sounds / Said.OFFER,
        )
        for queue in queues
    )


def _write(path: Path, content: str) -> None:
    """Whole or not at all, and readable for nobody else: passwords are inside."""
    unfinished = path.with_suffix(".part")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(content)
    unfinished.rename(path)
