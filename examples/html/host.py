import base64, hashlib, hmac, json, os, time
from http.server import BaseHTTPRequestHandler, HTTPServer

def signed_in_user(request):
    # Yours: whoever your session says is signed in, never somebody whom the page may name.
    return {"id": "ada", "name": "Ada Nilsen"}

def encode(content):
    return base64.urlsafe_b64encode(content).rstrip(b"=")

def corridor_token(user):
    now = int(time.time())
    header = {"alg": "HS256", "typ": "JWT"}
    claims = {"sub": user["id"], "tenant": "acme", "name": user["name"], "iat": now, "exp": now + 600}
    content = b".".join(encode(json.dumps(part).encode()) for part in (header, claims))
    signature = hmac.new(os.environ["CORRIDOR_JWT_SECRET"].encode(), content, hashlib.sha256).digest()
    return (content + b"." + encode(signature)).decode()

class Host(BaseHTTPRequestHandler):
    def answer(self, status, kind="text/plain", body=b""):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        user = signed_in_user(self)
        if not user:
            self.answer(401)
        elif self.path == "/corridor-token":
            self.answer(200, "application/json", json.dumps({"token": corridor_token(user)}).encode())
        elif self.path == "/":
            self.answer(200, "text/html", open("index.html", "rb").read())
        else:
            self.answer(404)

HTTPServer(("127.0.0.1", int(os.environ.get("PORT", 3000))), Host).serve_forever()
