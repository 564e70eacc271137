"""What the rooms that make things share: a form that becomes wishes, the page around it, pictures for its fields, and
what a team's rooms remember: the prompts that were sent, and presets that fill a whole form.
"""
