-- A Conversions API purchase of about 1 KB; every one has an order of its own, so that nothing is a twin.
local head = '{"access_token":"t","data":[{"event_name":"Purchase","event_time":' .. os.time() ..
  ',"action_source":"website","event_source_url":"https://acme.example/checkout/thank-you","event_id":"'
local middle = '","user_data":{"em":["62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f"],' ..
  '"ph":["e323ec626319ca94ee8bff2e4c87cf613be6ea19919ed1364124e16807ab3176"],"external_id":["7"],' ..
  '"client_ip_address":"203.0.113.7","client_user_agent":"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36",' ..
  '"fbp":"fb.1.1768471200000.1234567890","fbc":"fb.1.1768471200000.IwAR2xyz"},"custom_data":{"value":50.25,' ..
  '"currency":"EUR","content_type":"product","num_items":2,"contents":[{"id":"TSHIRT-BLUE-M","quantity":1,"item_price":25.13},' ..
  '{"id":"SOCKS-GREY-42","quantity":1,"item_price":25.12}],"order_id":"'
local tail = '"}}]}'
local number = 0
local thread_number = 0
function setup(thread)
  thread:set("first", thread_number * 100000000)
  thread_number = thread_number + 1
end
function request()
  number = number + 1
  local id = tostring(first + number)
  return wrk.format("POST", wrk.path, { ["Content-Type"] = "application/json" }, head .. id .. middle .. id .. tail)
end
function done(summary, latency)
  io.write(string.format("RESULT %.0f %.2f %d\n", summary.requests / summary.duration * 1e6, latency:percentile(99) / 1000,
    summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout))
end
