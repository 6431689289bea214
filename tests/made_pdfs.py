"""PDF files for tests: printed text, scanned pages, and one behind a password."""

import io
import json

import pypdf
import typst
from PIL import Image

PAGE = """
#set page(paper: "a4", margin: 2cm, numbering: "1")
#set text(size: 14pt)
#for part in json(bytes(sys.inputs.parts)) { par(part) }
"""


def printed(*parts: str) -> bytes:
    """Return a PDF of these paragraphs, its lines wrapped by the typesetting."""
    compiler = typst.Compiler(PAGE.encode(), sys_inputs={"parts": json.dumps(parts)})
    return compiler.compile(format="pdf")


def scanned(pages: int = 1) -> bytes:
    """Return a PDF of grey pictures without a letter."""
    made = io.BytesIO()
    sheets = [Image.new("L", (200, 280), 200) for _ in range(pages)]
    sheets[0].save(made, "PDF", save_all=True, append_images=sheets[1:])
    return made.getvalue()


def locked(content: bytes, password: str) -> bytes:
    """Return the same behind a password; an empty one only forbids changes."""
    writer = pypdf.PdfWriter(io.BytesIO(content))
    writer.encrypt(password, "chủ", algorithm="AES-256")
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()
