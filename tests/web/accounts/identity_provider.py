"""A small provider of identities in this process: discovery, keys, tokens, user information."""

import base64
import hashlib
import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "diaban", "a secret of the client that nobody else knows"


@dataclass
class Provider:
    """``wrong`` changes claims of the token; ``signed_by`` is how it is signed."""

    key: rsa.RSAPrivateKey = field(
        default_factory=lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048)
    )
    wrong: dict[str, Any] = field(default_factory=dict)
    signed_by: str = "RS256"
    signing_key: Any = None
    without_token: bool = False
    user: dict[str, Any] = field(default_factory=lambda: {"sub": "7", "preferred_username": "lan"})
    user_sub: str = "7"
    issuer: str = ""
    called: str = ""
    asked: dict[str, str] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)

    def start(self) -> ThreadingHTTPServer:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._answer(provider.told(self.path))

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                self._answer(provider.exchange({k: v[0] for k, v in parse_qs(body).items()}))

            def _answer(self, told: dict[str, Any] | None) -> None:
                content = json.dumps(told or {"error": "invalid_grant"}).encode()
                self.send_response(200 if told else 400)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *words: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return server

    def told(self, path: str) -> dict[str, Any]:
        if path == "/keys":
            public = jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
            return {"keys": [{**public, "kid": "one", "alg": "RS256", "use": "sig"}]}
        if path == "/user":
            return {**self.user, "sub": self.user_sub}
        return {
            "issuer": self.called or self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/user",
            "jwks_uri": f"{self.issuer}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def exchange(self, sent: dict[str, str]) -> dict[str, Any] | None:
        """Give a token for the code, to the client that began with this challenge."""
        proof = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(proof).rstrip(b"=").decode()
        holds = (
            sent.get("code") == "the-code"
            and sent.get("client_secret") == SECRET
            and challenge == self.asked["code_challenge"]
        )
        if not holds:
            self.refused.append("exchange")
            return None
        told = {"access_token": "opaque", "token_type": "Bearer", "expires_in": 60}
        return told if self.without_token else {**told, "id_token": self.token()}

    def token(self) -> str:
        now = int(time.time())
        claims = {
            "iss": self.issuer, "sub": "7", "aud": CLIENT, "iat": now, "exp": now + 300,
            "nonce": self.asked["nonce"], "preferred_username": "lan", **self.wrong,
        }  # fmt: skip
        key = self.signing_key or (None if self.signed_by == "none" else self.key)
        kept = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(kept, key, algorithm=self.signed_by, headers={"kid": "one"})
