"""The hidden mark of a form that our own printers wrote: its code and edition (domain.md §9.11).

Looked for as custom document properties (`XietongForm`, `XietongEdition`), as the tag of a content control, as hidden
text, or as a defined name or hidden sheet: in text form it reads `xietong-form:XT-BD-01 A/0`.
"""

import re
from collections.abc import Iterable, Mapping

CODE_PROPERTIES = ("XietongForm", "xietong.form", "xietong_form", "form_code")
EDITION_PROPERTIES = ("XietongEdition", "xietong.edition", "xietong_edition", "form_edition")
HIDDEN_MARK = re.compile(
    r"xietong[-_. ]?form\s*[:=]\s*([A-Za-z0-9][A-Za-z0-9._-]{0,39})(?:[\s@]+([A-Za-z0-9][A-Za-z0-9./_-]{0,19}))?", re.I
)
# Printed in a corner of the page, as companies number their controlled forms: 表单编号：XT-BD-01 A/0
PRINTED_MARK = re.compile(
    r"表单(?:编号|编码|代码|号)\s*[:：]?\s*([A-Za-z][A-Za-z0-9-]{1,30})(?:[\s（(/版本:：]+([A-Z]/\d|V?\d+(?:\.\d+)*))?"
)


def form_code_in(
    properties: Mapping[str, str], hidden: Iterable[str], printed: Iterable[str]
) -> tuple[str | None, str | None]:
    """(code, edition), or (None, None). A hidden mark is surer than a printed one."""
    code = next((properties[name] for name in CODE_PROPERTIES if properties.get(name)), None)
    if code:
        code, _, rest = code.partition(" ")
        if rest:  # a defined name in Excel: XT-BD-01 A/0 application
            return code, rest.split()[0]
        return code, next((properties[name] for name in EDITION_PROPERTIES if properties.get(name)), None)
    for pattern, texts in ((HIDDEN_MARK, hidden), (PRINTED_MARK, printed)):
        for text in texts:
            if match := pattern.search(text):
                return match.group(1), match.group(2)
    return None, None
