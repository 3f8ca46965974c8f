"""The WeChat account (微信公众号): what people write to it, and what it answers. A face; the domain is below it."""
