/** An entry is `=` and its value, or `@`, when it expires, `=` and its value. Redis's own expiry only clears away. */
const LIVE = `
local function live(raw, now)
  if not raw then return false end
  if string.sub(raw, 1, 1) == '=' then return string.sub(raw, 2) end
  local stop = string.find(raw, '=', 2, true)
  if tonumber(string.sub(raw, 2, stop - 1)) <= tonumber(now) then return false end
  return string.sub(raw, stop + 1)
end
`;

/** Keys: the index, entries. Of each entry: its name in the index, what is stored, and for how many milliseconds or nothing. */
const WRITE = `
for place = 2, #KEYS do
  local at = (place - 2) * 3
  if ARGV[at + 3] == '' then redis.call('SET', KEYS[place], ARGV[at + 2])
  else redis.call('SET', KEYS[place], ARGV[at + 2], 'PX', ARGV[at + 3]) end
  redis.call('ZADD', KEYS[1], 0, ARGV[at + 1])
end
return 1
`;

/** Keys: the index, entries. Then the time, and their names in the index. */
const REMOVE = `${LIVE}
local was = {}
for place = 2, #KEYS do
  was[place - 1] = live(redis.call('GET', KEYS[place]), ARGV[1]) and 1 or 0
  redis.call('DEL', KEYS[place])
  redis.call('ZREM', KEYS[1], ARGV[place])
end
return was
`;

/** Keys: the index, the entry. Then its name, the time, whether something is expected, that, whether something comes next, that. */
const COMPARE_AND_SET = `${LIVE}
local current = live(redis.call('GET', KEYS[2]), ARGV[2])
if (ARGV[3] == '1') ~= (current ~= false) then return 0 end
if current and current ~= ARGV[4] then return 0 end
if ARGV[5] == '1' then
  redis.call('SET', KEYS[2], '=' .. ARGV[6])
  if not current then redis.call('ZADD', KEYS[1], 0, ARGV[1]) end
else
  redis.call('DEL', KEYS[2])
  redis.call('ZREM', KEYS[1], ARGV[1])
end
return 1
`;

/** Keys: the index. Then how entries' keys begin, from where, how many, the time. Answers name, value and expiry of each. Forgets names whose entry Redis let go. */
const PAGE = `${LIVE}
local found, from, limit = {}, '[' .. ARGV[2], tonumber(ARGV[3])
while #found < limit * 3 do
  local want = limit - #found / 3
  local names = redis.call('ZRANGE', KEYS[1], from, '+', 'BYLEX', 'LIMIT', 0, want)
  for _, name in ipairs(names) do
    local raw = redis.call('GET', ARGV[1] .. name)
    local value = live(raw, ARGV[4])
    if value then
      found[#found + 1] = name
      found[#found + 1] = value
      found[#found + 1] = string.match(raw, '^@(%d+)=') or ''
    elseif not raw then
      redis.call('ZREM', KEYS[1], name)
    end
  end
  if #names < want then break end
  from = '(' .. names[#names]
end
return found
`;

export const REDIS_SCRIPTS = { write: WRITE, remove: REMOVE, compareAndSet: COMPARE_AND_SET, page: PAGE };
