import io, json, zipfile
import pytest
from urllib.parse import quote
from webui.security import limiter


def show(tag, a):
    print(
        f"{tag:55} {a.status_code} {(a.text[:160] if 'json' in a.content_type else '')!r}"
        if a.status_code >= 400 or "json" in (a.content_type or "")
        else f"{tag:55} {a.status_code}"
    )


def test_probe(app, browser, program, engine, start_case):
    app.testing = False
    print()
    r = start_case()
    t = r.task_ids[0]
    i = r.instance_id
    b = browser("demo_clerk")
    L = browser("demo_leader")
    p = program("demo_leader")
    c = program("demo_clerk")
    # odd ids
    for path in [
        "/tasks/%00.1",
        f"/tasks/{i}.99999999999999999999999",
        "/tasks/x.²",
        f"/instances/{i}/documents/99999999999999999999999",
        f"/instances/{i}/replay.json?after=999999999999999999999",
        "/?after=1~x~99999999999999999999999",
        "/?after=99999999999999999999~x~1",
        "/?q=%00",
        "/instances/?after=%00",
        "/instances/?pack=%00",
        f"/instances/{i}/replay?step=²",
        "/notices/?after=x",
        "/notices/?after=99999999999999999999999",
        "/notices/?after=²",
        "/processes/%00",
        "/processes/x/999999/y.bpmn",
        "/processes/x/99999999999999999999/y.bpmn",
        "/instances/new/form.json?process=%00",
    ]:
        show(path, L.get(path))
    for path in ["/tasks/%00.1", f"/tasks/{i}.99999999999999999999999"]:
        show("api" + path, program("demo_admin").get(path) if "inc" in path else p.get(path))
    raw = [
        b'{"process":"loan","variables":{"item":"\\ud800"}}',
        b'{"process":"loan","variables":{"item":"a\\u0000b"}}',
        b'{"process":"loan","variables":{"item":"a\\u0001b"}}',
        b'{"process":"loan","variables":{"item":NaN}}',
        b'{"process":"loan","variables":{"item":"x","price":1e400}}',
        b'{"process":"loan","variables":{"item":"x","price":1e5000}}',
        b'{"process":"loan","variables":{"item":"x","price":1e999999}}',
        b'{"process":"loan","variables":{"item":"x","price":1e99999999999999999999}}',
        b'{"process":"loan","variables":{"item":"x","price":' + b"9" * 5000 + b"}}",
        b'{"process":"loan","variables":{"item":"x","price":' + b"9" * 30 + b"}}",
        b'{"process":"loan","variables":{"item":' + b"[" * 600 + b"]" * 600 + b"}}",
        b'{"process":"loan","variables":{"item":' + b"[" * 100000 + b"]" * 100000 + b"}}",
        b'{"process":"loan","variables":{"item":"a","item":"b"}}',
        b'{"process":"loan\\u0000","variables":{}}',
        b'{"process":"loan","start":"\\u0000","variables":{}}',
        b'{"process":"loan","start":"decide","variables":{}}',
        b'{"process":"loan","start":"nope","variables":{}}',
        b'{"process":"loan","start":"finish","variables":{}}',
        b'"\xff"',
        b'{"process":"loan","variables":{"item":"' + b"x" * 3000000 + b'"}}',
    ]
    for body in raw:
        a = c.client.post("/api/v1/instances", headers=c.headers, data=body, content_type="application/json")
        show(body[:60].decode("latin1"), a)
        a = b.client.post(
            "/instances/new?process=loan",
            headers={"X-CSRFToken": b.token, "Accept": "application/json"},
            data=body.replace(b'"process":"loan",', b""),
            content_type="application/json",
        )
        show("  page", a)
    # drafts
    for body in [
        b'{"variables":{"opinion":"\\u0000"}}',
        b'{"variables":{"opinion":1e5000}}',
        b'{"variables":{"opinion":' + b"[" * 800 + b"]" * 800 + b"}}",
        b'{"variables":{"x":"' + b"x" * 5000000 + b'"}}',
    ]:
        a = p.client.put(
            f"/api/v1/tasks/{t}/draft", headers=p.headers, data=body, content_type="application/json"
        )
        show("draft " + body[:50].decode(), a)
        show("  then", L.get(f"/tasks/{t}/form.json"))
        show("  then page", L.get(f"/tasks/{t}"))
    # free variables task
    p.post(f"/tasks/{t}/claim")
    show("complete", p.post(f"/tasks/{t}/complete", {"variables": {"opinion": "ok"}}))
    t2 = engine.read.instance(i, "demo_clerk").tasks[0].task_id
    show("claim", c.post(f"/tasks/{t2}/claim"))
    show("claim again", c.post(f"/tasks/{t2}/claim"))
    for body in [
        b'{"variables":{"x":1e5000}}',
        b'{"variables":{"x":1e999999}}',
        b'{"variables":{"x":' + b"9" * 5000 + b"}}",
        b'{"variables":{"x":' + b"[" * 450 + b"]" * 450 + b"}}",
        b'{"variables":{"":1,"__proto__":{"a":1},"a.b":2,"\\u0000":3}}',
        b'{"variables":{"x":"\\u0000\\u0001"}}',
    ]:
        a = c.client.post(
            f"/api/v1/tasks/{t2}/complete", headers=c.headers, data=body, content_type="application/json"
        )
        show("complete " + body[:50].decode(), a)
        r = start_case()
        t = r.task_ids[0]
        i = r.instance_id
        p.post(f"/tasks/{t}/complete", {"variables": {"opinion": "ok"}})
        for pth in (f"/instances/{i}", f"/instances/{i}/replay.json", f"/tasks/{t2}"):
            show("   " + pth, b.get(pth))
        i0 = t2.split(".")[0]
        for pth in (f"/instances/{i0}", f"/instances/{i0}/replay.json", f"/tasks/{t2}"):
            show("   " + pth, b.get(pth))
        show("   variables", c.get(f"/instances/{i0}/variables"))
        show("   timeline", c.get(f"/instances/{i0}/timeline"))
        t2 = engine.read.instance(i, "demo_clerk").tasks[0].task_id
    # idor
    o = browser("demo_fire")
    r = start_case()
    i = r.instance_id
    t = r.task_ids[0]
    h = browser("demo_chief")
    for act in ("suspend", "resume", "cancel"):
        show(f"foreign leader {act}", h.post(f"/instances/{i}/{act}", {"reason": "x"}))
    r = start_case()
    i = r.instance_id
    t = r.task_ids[0]
    p.post(f"/tasks/{t}/claim")
    show("foreign release", h.post(f"/tasks/{t}/release"))
    show("auditor draft", program("demo_auditor").put(f"/tasks/{t}/draft", {"variables": {}}))
    # zips
    adm = browser("demo_designer")

    def up(tag, *files):
        a = adm.client.post(
            "/processes/deploy",
            data={"csrf_token": adm.token, "files": [(io.BytesIO(d), n) for n, d in files]},
            content_type="multipart/form-data",
        )
        show(tag, a)

    def z(entries, comp=zipfile.ZIP_DEFLATED):
        o = io.BytesIO()
        with zipfile.ZipFile(o, "w", comp) as f:
            for n, d in entries:
                f.writestr(n, d)
        return o.getvalue()

    good = z([("pack.yaml", b"key: x\n" * 500)])
    k = good.find(b"pack.yaml") + len("pack.yaml")
    bad = bytearray(good)
    bad[k : k + 10] = b"\xff" * 10
    up("corrupt deflate", ("p.zip", bytes(bad)))
    up("traversal", ("p.zip", z([("../../etc/x", b"1")])))
    up("yaml date", ("pack.yaml", b"key: 2026-99-99\n"))
    up("yaml deep", ("pack.yaml", b"[" * 5000))
    up("yaml nul", ("pack.yaml", b'key: "a\\0b"\ntitle: x\nprocess: x\n'))
    up("yaml alias", ("pack.yaml", b"a: &a [x]\nkey: x\nb: *a\n"))
    enc = bytearray(good)
    up("lzma", ("p.zip", z([("pack.yaml", b"key: x\n" * 500)], zipfile.ZIP_LZMA)[:-200]))
    up("utf8 bad name", ("p.zip", z([("päck.yaml", b"key: x")]).replace("ä".encode(), b"\xff\xfe")))
    up("dup", ("p.zip", z([("pack.yaml", b"key: x"), ("./pack.yaml", b"key: y")])))
    up("nul in yaml char", ("pack.yaml", b"key: a\0b"))
