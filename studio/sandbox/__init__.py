"""MiniMax on your laptop: MiniMax's own HTTP protocol, answered by this app with media it makes itself.

It owns its tables, its files and its addresses. It imports no other room and no room imports it; the
studio reaches it over HTTP as it reaches MiniMax. One module per family of calls (`video`,
`video_templates`, `files`); `render/` makes the pictures and knows neither Django nor HTTP.
`docs/sandbox.md` is the manual.
"""
