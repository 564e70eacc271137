"""Every operation of the client, with what its answer must be: a module a family.

An operation is an async function of the client and the run's `Kit`; it raises `Wrong` or a `MiniMaxError`. Its
measure is what it costs at MiniMax; free ones have none. Importing a family adds its operations, in this order.
"""

from studio.conform.operations import files, chat, speech, voices, images, music, video  # noqa: F401, I001
from studio.conform.operations.kit import OPERATIONS, Kit, Operation

__all__ = ["OPERATIONS", "Kit", "Operation"]
