"""This file reads pages like a visitor without JavaScript: forms, links, words."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "link", "input", "img", "br", "hr", "use", "rect", "path", "line", "circle"}
NOT_READ = {"script", "style", "template", "title"}


@dataclass
class Form:
    """A GET form: its fixed fields, and every choice it offers as (name, value)."""

    action: str
    hidden: dict[str, str] = field(default_factory=dict)
    choices: list[tuple[str, str]] = field(default_factory=list)
    chosen: list[tuple[str, str]] = field(default_factory=list)


class Page(HTMLParser):
    """The contents of a page: `forms`, `links`, `words`, `attributes` of every element."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.words: list[tuple[str, str]] = []
        self.attributes: list[tuple[str, str, str]] = []
        self._open: list[tuple[str, str]] = []
        self._select = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.attributes += [(tag, name, value) for name, value in given.items()]
        language = given.get("lang") or (self._open[-1][1] if self._open else "")
        if tag not in VOID:
            self._open.append((tag, language))
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag == "form":
            self.forms.append(Form(given.get("action", "")))
        if tag == "select":
            self._select = given["name"]
        if self.forms:
            self._read_control(tag, given)

    def _read_control(self, tag: str, given: dict[str, str]) -> None:
        form = self.forms[-1]
        if tag == "input" and given.get("type") == "hidden":
            form.hidden[given["name"]] = given["value"]
        elif tag == "input" and given.get("type") == "radio":
            self._offer(given["name"], given["value"], is_chosen="checked" in given)
        elif tag == "option":
            self._offer(self._select, given["value"], is_chosen="selected" in given)
        elif tag == "button" and "name" in given:
            self._offer(given["name"], given["value"], is_chosen=False)

    def _offer(self, name: str, value: str, *, is_chosen: bool) -> None:
        self.forms[-1].choices.append((name, value))
        if is_chosen:
            self.forms[-1].chosen.append((name, value))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        inside = {tag for tag, _language in self._open}
        if data.strip() and not inside & NOT_READ:
            self.words.append((self._open[-1][1] if self._open else "", data.strip()))

    def chosen(self, name: str) -> str:
        """The value of the selected choice."""
        return next(v for form in self.forms for n, v in form.chosen if n == name)
