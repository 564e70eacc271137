"""How a file is built: container, codecs, rates. Runs in the child, when somebody wants to know; knows no Django."""

from typing import TYPE_CHECKING

from studio.library.examine import Unreadable

if TYPE_CHECKING:
    from av.container import InputContainer

# Marks a text for translation; whoever shows it translates it.
_ = str
DOES_NOT_OPEN = _("It does not open.")
# What a picture's colours are, by Pillow's names of its modes.
MODES = {
    "1": _("Black and white, 1 bit"),
    "L": _("Greys, 8 bits"),
    "LA": _("Greys with transparency, 8 bits"),
    "P": _("A palette of at most 256 colours"),
    "RGB": _("RGB, 8 bits each"),
    "RGBA": _("RGB with transparency, 8 bits each"),
    "CMYK": _("CMYK, 8 bits each"),
    "I;16": _("Greys, 16 bits"),
}
CHANNELS = {1: _("Mono"), 2: _("Stereo")}
Fact = tuple[str, str]


def technical_of_picture(path: str) -> list[Fact]:
    """Format, colours, compression, density, as name and value. Raises Unreadable."""
    from PIL import Image

    try:
        with Image.open(path, formats=["JPEG", "PNG", "WEBP"]) as image:
            facts = [(_("Format"), str(image.format)), (_("Colours"), MODES.get(image.mode, image.mode))]
            if image.info.get("progressive") or image.info.get("progression"):
                facts.append((_("Encoding"), _("Progressive")))
            if dpi := image.info.get("dpi"):
                facts.append((_("Density"), f"{round(float(dpi[0]))} dpi"))
            facts.append((_("Colour profile"), _("Embedded") if image.info.get("icc_profile") else _("None")))
            return facts
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise Unreadable(DOES_NOT_OPEN) from error


def technical_of_medium(path: str) -> list[Fact]:
    """Container, codecs, rates in bits and frames a second, channels, as name and value. Raises Unreadable."""
    import av

    try:
        with av.open(path, options={"protocol_whitelist": "file"}) as container:
            return [(_("Container"), container.format.long_name), *_pictures(container), *_sounds(container)]
    except (av.FFmpegError, ValueError) as error:
        raise Unreadable(DOES_NOT_OPEN) from error


def _pictures(container: "InputContainer") -> list[Fact]:
    facts = []
    for stream in container.streams.video[:1]:
        codec = stream.codec_context
        facts.append((_("Video codec"), _named(codec.codec.long_name, stream.profile)))
        if codec.pix_fmt:
            facts.append((_("Pixels"), codec.pix_fmt))
        if stream.average_rate:
            facts.append((_("Frame rate"), f"{float(stream.average_rate):.6g} / s"))
        facts += _rate(stream.bit_rate)
    return facts


def _sounds(container: "InputContainer") -> list[Fact]:
    facts = []
    for stream in container.streams.audio[:1]:
        codec = stream.codec_context
        facts.append((_("Audio codec"), _named(codec.codec.long_name, stream.profile)))
        facts.append((_("Channels"), CHANNELS.get(codec.channels, str(codec.channels))))
        facts.append((_("Sample rate"), f"{codec.sample_rate:,} Hz".replace(",", "\u202f")))
        facts += _rate(stream.bit_rate or (0 if container.streams.video else container.bit_rate))
    return facts


def _named(codec: str, profile: str | None) -> str:
    return f"{codec}, {profile}" if profile else codec


def _rate(bits: int | None) -> list[Fact]:
    return [(_("Bit rate"), f"{round(bits / 1000):,} kbit/s".replace(",", "\u202f"))] if bits else []
