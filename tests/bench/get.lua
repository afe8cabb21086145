-- get.lua - for wrk: one address, asked for by many visitors in turn.
--
--   wrk … -s get.lua http://127.0.0.1:8080 -- /subscriptions sessions.txt
--
-- The last word is a file with a session's token a line.  Prints one object when done.

local requests, turn = {}, 0

function init(words)
  for token in io.lines(words[2]) do
    requests[#requests + 1] = wrk.format('GET', words[1],
      { ['Cookie'] = 'session=' .. token, ['Accept-Language'] = 'fr' })
  end
end

function request()
  turn = turn % #requests + 1
  return requests[turn]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format('\n{"answers": %d, "seconds": %.6f, "bytes": %d, "bad": %d, "lost": %d, ' ..
    '"p50": %.3f, "p99": %.3f, "max": %.3f}\n',
    summary.requests, summary.duration / 1e6, summary.bytes, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, latency.max / 1000))
end
