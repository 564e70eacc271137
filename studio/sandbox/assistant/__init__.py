"""An honest local assistant: it says that it is the sandbox, and works out what it can from the words alone.

It computes (arithmetic, dates), writes (Markdown, tables, code, stories), describes pictures by looking at their
pixels, answers questions about the studio from the shipped facts, and calls tools with arguments taken from the
message. It has no table of replies and no model. It knows neither Django nor HTTP.
"""
