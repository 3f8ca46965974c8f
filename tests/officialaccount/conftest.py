from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.officialaccount.servers import Wechat, wechat


@pytest.fixture
def servers(settings: Settings, db: None) -> Iterator[Wechat]:
    """WeChat's servers, which the account is connected to."""
    with wechat() as shown:
        settings.WECHAT = {
            **settings.WECHAT,
            "app_id": "wx0123456789abcdef",
            "secret": shown.secret,
            "api": shown.url,
        }
        yield shown
