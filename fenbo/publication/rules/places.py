"""Where somebody lives or is: at most the town may be read."""

import re

from fenbo.publication.marks import Mark, Rule, rule

CHAR = r"[\u4e00-\u9fff]"
# A stretch of a place's name, up to the word that says what kind of place it is.
NAMED = rf"(?:(?![省州市县区旗镇乡])(?!街道){CHAR}){{1,8}}?"
OFFICIAL = rf"(?:{NAMED}(?:自治区|自治[州县]|省|州|市|县|区|旗|镇|乡|街道(?:办事处|办)?)){{0,5}}"
BUILT = r"(?:小区|花园|家园|公寓|新村|嘉园|苑|大厦)"
HOUSED = rf"(?:{BUILT}|社区|家属院|路|街(?!道)|巷|胡同|村|庄|社|组|队)"
COUNT = r"[\dA-Za-z一二三四五六七八九十\-#]{1,6}"
DOOR = rf"(?:{COUNT}(?:号楼|号院|号|栋|幢|座|单元|层|楼|室|户|社|组|队))"
LIVING = (
    r"(?:家住|现住|居住[在于]|租住在?|暂住在?|住址|住所|家庭地址|户籍(?:所在)?地?|户口所在地|家在|住在"
    r"|(?<!居)住(?![宅房户院建址处宿所持的]))"
)
DEGREES = r"\d{1,3}(?:\.\d+)?\s*[°度]?(?:\s*\d{1,2}(?:\.\d+)?\s*['′分])?(?:\s*[\d.]{1,8}\s*[\"″秒])?"
# The address of a counter is there for everybody to read.
OFFICE = r"(?![^，。；\n]{0,12}(?:政务|大厅|窗口|服务中心|办事处|管理局|人民政府|税务局|法院|派出所|社保局|交易中心))"

RULES: tuple[Rule, ...] = (
    rule(Mark.PLACE, r"\d{2,3}\.\d{4,}[°度]?[NESW]?\s*[,/ 、，]\s*\d{2,3}\.\d{4,}[°度]?[NESW]?"),
    rule(Mark.PLACE, rf"(?:东经|北纬|经度|纬度)[ ：:为]{{0,2}}{DEGREES}"),
    rule(Mark.PLACE, r"\d{1,3}\s*[°度]\s*\d{1,2}\s*['′分]\s*(?:[\d.]{1,8}\s*[\"″秒])?\s*[NESW]?"),
    rule(Mark.PLACE, r"(?<![A-Za-z])[NE]\s?\d{2,3}\.\d{2,}°?\s*[,/ 、，]?\s*[NE]\s?\d{2,3}\.\d{2,}°?"),
    rule(
        Mark.ADDRESS,
        rf"{LIVING}[是为在：: ]{{0,2}}{OFFICIAL}(?P<it>(?:{CHAR}|[\dA-Za-z\-#]){{1,12}}?{HOUSED}"
        rf"(?:{CHAR}{{1,6}}?{HOUSED})?{DOOR}{{0,5}}(?:{COUNT}(?!\d))?)",
    ),
    rule(
        Mark.ADDRESS,
        rf"(?<=[镇乡])(?P<it>(?:(?![省州市县区镇乡村的里已由各每全本在和及等]){CHAR}){{1,4}}?村(?!民)(?:{COUNT}[社组队])?)",
        shown="某村",
    ),
    rule(
        Mark.ADDRESS,
        rf"(?P<it>(?:(?![省州市县区镇乡村在是到和]){CHAR}){{2,4}}?村{COUNT}[社组队](?:\d{{1,4}}号)?)",
        shown="某村",
    ),
    rule(
        Mark.ADDRESS,
        rf"(?:(?:(?![省市县区镇乡村街路道州在到是住]){CHAR}){{2,6}}?{BUILT})?\d{{1,4}}\s*(?:号楼|栋|幢|座)(?:\s*\d{{1,2}}\s*单元)?"
        rf"(?:\s*\d{{1,2}}\s*[层楼])?(?:\s*\d{{2,4}}\s*[室号户]?)?{OFFICE}",
    ),
    rule(Mark.ADDRESS, r"\d{1,2}\s*单元\s*\d{2,4}\s*[室号户]?|(?<!\d)\d{3,4}\s*室"),
    rule(
        Mark.ADDRESS,
        rf"(?<=[路街巷道村社])\s*(?P<it>\d{{1,4}}(?:-\d{{1,3}})?\s*号(?:附\d+号)?(?:院|大院)?)(?!线|公路|令|文件){OFFICE}",
    ),
    # With which train or flight somebody came.
    rule(
        Mark.JOURNEY,
        r"(?<![A-Za-z0-9])(?:[A-Z0-9]{2}\d{3,4}次?(?=航班|飞机)|[GDCZTKLY]?\d{1,4}次?(?=列车|动车|高铁|火车))",
        flags=re.I,
    ),
)
