"""The web page and the JSON interface of one machine: server-rendered, nothing stored, nothing loaded from elsewhere."""
