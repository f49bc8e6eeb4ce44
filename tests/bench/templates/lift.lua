-- The token out of the body and into a header, one address into a query, the reply into our envelope.
local cjson = require "cjson.safe"
local lift = {}

local function refuse(status, code)
  ngx.status = status
  ngx.header.content_type = "application/problem+json"
  ngx.print(cjson.encode({ code = code, request_id = ngx.var.request_id }))
  return ngx.exit(ngx.HTTP_OK)
end

function lift.request()
  if ngx.req.get_method() ~= "POST" then return refuse(405, "method-not-allowed") end
  ngx.req.read_body()
  local text = ngx.req.get_body_data()
  local body = text and cjson.decode(text)
  if type(body) ~= "table" then return refuse(400, "bad-json") end
  local token = body.api_access_token
  if type(token) ~= "string" or not ngx.re.find(token, [[^[-A-Za-z0-9._~+/]+=*$]], "jo") then
    return refuse(401, "token-missing")
  end
  local rows = body.rows
  if type(rows) ~= "table" or #rows ~= 1 then return refuse(400, "bad-field") end
  local address = rows[1].address
  if type(address) ~= "string" or address == "" then return refuse(400, "bad-field") end
  ngx.var.bearer = "Bearer " .. token
  ngx.req.set_method(ngx.HTTP_GET)
  ngx.req.set_uri("/v3/lds/geocoding/geocode")
  ngx.req.set_uri_args("address=" .. ngx.escape_uri(address))
end

function lift.header()
  ngx.header["x-request-id"] = ngx.var.request_id
  if not ngx.var.upstream_status then return end
  ngx.header.content_length = nil
  ngx.header.content_type = "application/json"
  ngx.ctx.wrap = ngx.status == 200
end

function lift.body()
  local context = ngx.ctx
  if not context.wrap then return end
  local chunk, last = ngx.arg[1], ngx.arg[2]
  local held = context.held
  if held then chunk = held .. chunk end
  if not last then
    context.held = chunk
    ngx.arg[1] = nil
    return
  end
  local entries = cjson.decode(chunk)
  local entry = entries and entries[1]
  if not entry or #entries ~= 1 then
    ngx.arg[1] = '{"protocol":1,"rows":1,"failed":1,"results":[{"status":"error","error":{"code":"upstream-bad-reply"}}]}'
    return
  end
  -- The entry's own bytes, so that numbers stay as they were written: what is inside the outer brackets.
  local status = type(entry.value) == "table" and #entry.value > 0 and "ok" or "no-match"
  ngx.arg[1] = '{"protocol":1,"request_id":"' .. ngx.var.request_id
    .. '","rows":1,"failed":0,"upstream_calls":1,"deduplicated":0,"billed":1,"results":[{"status":"' .. status
    .. '","raw":' .. string.match(chunk, "^%s*%[(.*)%]%s*$") .. "}]}"
end

return lift
