"""The WeChat account's own calls to WeChat (公众号接口): one way out for everything that Fenbo asks of its servers."""
