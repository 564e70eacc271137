"""The paths and fields of reference.md.

What MiniMax has and the reference does not is asked by MiniMax's own call; fields that the reference lacks are sent
along under MiniMax's names: the sandbox and gateways take the union, and a server that knows the reference only
ignores them or answers that there is no such address.
"""
