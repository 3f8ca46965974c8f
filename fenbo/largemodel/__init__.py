"""A large model behind an OpenAI-compatible address (大模型): off unless the settings name one."""
