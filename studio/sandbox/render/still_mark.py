"""The visible mark of `aigc_watermark` (official.md 6)."""

from PIL import Image, ImageDraw, ImageFont

TEXT = "AI generated"


def add_mark(image: Image.Image) -> None:
    """Pale letters with a shadow in the lower right corner, a fortieth of the short side high; in place."""
    size = max(13, min(image.size) // 40)
    font = ImageFont.load_default(size)
    veil = Image.new("RGBA", image.size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(veil)
    at = (image.width - size, image.height - size)
    pen.text((at[0] + 1, at[1] + 1), TEXT, font=font, anchor="rs", fill=(0, 0, 0, 150))
    pen.text(at, TEXT, font=font, anchor="rs", fill=(255, 255, 255, 200))
    image.paste(veil, (0, 0), veil)
