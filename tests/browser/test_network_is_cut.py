"""This file tests the test network: a page's request to another host fails and is detected."""

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
ASK = "await fetch('{address}').then(() => 'answered', () => 'nothing')"
FROM_A_WORKER = """() => new Promise(resolve => {{
  const code = `(async () => postMessage({ask}))()`;
  const worker = new Worker(URL.createObjectURL(new Blob([code])));
  worker.onmessage = message => resolve(message.data);
}})"""


@pytest.mark.parametrize("address", ["http://tiles.example/1", "http://192.0.2.1/1"])
@pytest.mark.parametrize("asker", ["page", "worker"])
def test_whoever_asks_another_host_is_noticed_and_not_answered(
    visit: Callable[..., Any], asker: str, address: str
) -> None:
    made = visit(bypass_csp=True)
    page = made.go("/areas/IR/")
    ask = ASK.format(address=address)
    script = f"async () => {ask}" if asker == "page" else FROM_A_WORKER.format(ask=ask)
    assert page.evaluate(script) == "nothing"
    assert made.outside == [address]
    made.outside.clear()
    made.errors.clear()
