"""Moodle's XML for questions: the elements that its kinds of questions share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.etree import ElementTree as ET

Element = ET.Element


def quiz(category: str, questions: Sequence[Element]) -> str:
    """A file of questions in a category of their own, from which a quiz takes one at random for each student."""
    root = ET.Element("quiz")
    entry = ET.SubElement(root, "question", type="category")
    texted(ET.SubElement(entry, "category"), f"$course$/top/{category.replace('/', '//')}")
    root.extend(questions)
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def texted(parent: Element, text: str) -> Element:
    """A <text> inside."""
    inner = ET.SubElement(parent, "text")
    inner.text = text or None
    return parent


def question(kind: str, name: str, text: str, grade: float, feedback: str = "") -> Element:
    """The beginning of any question."""
    found = ET.Element("question", type=kind)
    texted(ET.SubElement(found, "name"), name)
    texted(ET.SubElement(found, "questiontext", format="html"), text)
    texted(ET.SubElement(found, "generalfeedback", format="html"), feedback)
    add(found, {"defaultgrade": f"{grade:.7f}", "penalty": "0.1000000", "hidden": "0", "idnumber": ""})
    return found


def add(parent: Element, fields: Mapping[str, str]) -> None:
    """Elements that hold a word each."""
    for name, value in fields.items():
        ET.SubElement(parent, name).text = value or None


def add_texts(parent: Element, fields: Mapping[str, str], form: str = "") -> None:
    """Elements that hold a <text> each."""
    for name, value in fields.items():
        inside = ET.SubElement(parent, name, format=form) if form else ET.SubElement(parent, name)
        texted(inside, value)
