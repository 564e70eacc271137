"""Which field of a form MiniMax's refusal speaks of (official.md 2.1), so that its words stand there."""

from studio.generations.problems import Problem

FIELDS = {
    1026: "text",
    1027: "text",
    1042: "text",
    1043: "sample",
    1044: "prompt_text",
    20132: "voice",
    2037: "sample",
    2039: "voice_id",
    2042: "voice",
    2048: "prompt_audio",
    2054: "voice",
}
# What a clone is refused for is its sample, where speech is refused for its voice.
OF_A_CLONE = {20132: "sample", 2042: "sample"}


def field_of(problem: Problem) -> str:
    return FIELDS.get(problem.code or 0, "")


def field_of_clone(problem: Problem) -> str:
    return OF_A_CLONE.get(problem.code or 0) or field_of(problem)
