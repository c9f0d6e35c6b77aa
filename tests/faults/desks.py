"""Real workbenches in a real Chromium, worked by a script that presses keys and believes what it sees.

It runs in a thread of its own, because the browser tests keep an event loop in the main one.
"""

import asyncio
import random
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Browser, BrowserContext, Error, Page, async_playwright

from config.testing import chromium
from tests.faults.client import Browser as Cookies
from tests.faults.told import WITNESS
from tests.faults.told import Page as Told

QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-quic", "--disable-sync"]
KEYS = {"glad": "1", "cross": "2", "odd": "3"}
PRESSED = """
document.querySelector("[data-part=paper]")?.hidden === false
  ? [...document.querySelectorAll("button.label[aria-pressed=true] .name")].map((label) => label.textContent)
  : null
"""
SCREEN = """[...document.querySelectorAll("[data-part=name], [data-part=voice], [data-part=empty]:not([hidden])")]
  .map((part) => part.textContent).join()"""
PATIENCE_SECONDS = 300


@dataclass
class Desk:
    """One tab of one annotator."""

    page: Page
    told: Told
    address: str
    rng: random.Random

    async def open(self) -> None:
        """Open or reload the workbench, until it comes up whole: pages too meet the bad network."""
        while True:
            try:
                await self.page.goto(self.address, wait_until="commit", timeout=10_000)
                await self.page.locator("save-status[data-state]").wait_for(timeout=3_000)
                return
            except Error:
                await asyncio.sleep(0.1)

    async def work(self, saves: int, undoes: float) -> None:
        """Answer so many documents; sometimes go back and change an answer."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        enough = len(self.told.pressed) + saves
        while len(self.told.pressed) < enough and time.monotonic() < deadline:
            if self.told.pressed and self.rng.random() < undoes:
                await self.undo()
            pressed = await self.page.evaluate(PRESSED)
            if pressed is None:
                await asyncio.sleep(0.1)  # the next document is on its way
                continue
            key = self.rng.choice([key for name, key in KEYS.items() if name not in pressed])
            await self.page.keyboard.press(key)
            await self.page.keyboard.press("Enter")

    async def undo(self) -> None:
        """Go back, and look where that led before anything else is pressed: what was done earlier is fetched."""
        before = await self.page.evaluate(SCREEN)
        await self.page.keyboard.press("u")
        await self.page.wait_for_function(f"(before) => {SCREEN} !== before", arg=before)

    async def until_all_is_told(self) -> None:
        """The network is back: until the line says saved, or only what was refused is left."""
        await self.page.evaluate("dispatchEvent(new Event('online'))")
        await self.page.locator("save-status:is([data-state=saved], [data-state=refused])").wait_for(
            timeout=1000 * PATIENCE_SECONDS
        )
        notices = "(all) => all.map((one) => [one.dataset.key, one.querySelector('strong').textContent])"
        for key, title in await self.page.locator("refused-saves .notice").evaluate_all(notices):
            self.told.refused[key] = title.partition("“")[2].rstrip("”").rstrip("…")


async def desk(
    browser: Browser,
    context: BrowserContext | None,
    url: str,
    world: dict[str, Any],
    username: str,
    seed: str,
) -> Desk:
    """A tab of this person; with a context, beside those that are open in it."""
    if context is None:
        context = await browser.new_context(base_url=url)
        await sign_in(context, url, world, username)
    page, told = await context.new_page(), Told(world["people"][username])
    await page.expose_function("record", told.record)
    await page.add_init_script(WITNESS)
    return Desk(page, told, f"{url}/projects/{world['slug']}/annotate/", random.Random(seed))


async def sign_in(context: BrowserContext, url: str, world: dict[str, Any], username: str) -> None:
    person = Cookies(int(url.rpartition(":")[2]))
    assert person.sign_in(username, world["password"])
    person.close()
    await context.add_cookies(
        [{"name": name, "value": value, "url": url} for name, value in person.cookies.items()]
    )


def in_chromium(work: Callable[[Browser], Coroutine[Any, Any, Any]]) -> Any:
    """Run this with a Chromium of its own."""

    async def run() -> Any:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=chromium.require(), args=QUIET)
            try:
                return await work(browser)
            finally:
                await browser.close()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, run()).result()
