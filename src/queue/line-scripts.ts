/**
 * The line of all processes, as Redis keeps it. Each script is one step that nothing comes between; together they do what `turns.ts`
 * does, in the same order.
 *
 * Under one prefix: `people` (a sorted set: whose turn is next), `of:PERSON` (a list of their waiting jobs, those in the background last), `ready:PERSON` (a
 * sorted set of their jobs that are being made ready: until when their places are kept), `jobs` (what is known of
 * each job), `runs` (who was given a start), `busy` (how many run of a person, a tenant and a provider), `cancel` (reasons for jobs
 * that run), `alive:PROCESS`, `serves:HOME`, `watched` and `fair` (who lives, whose jobs somebody takes, that anybody looked just now, that
 * nobody may be taken for dead yet), and `turn` (a number that only grows). Times are those of Redis: clocks of processes differ.
 */
const SHARED = `
local P = KEYS[1]
local function clock()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end
local function is_served(home) return redis.call('EXISTS', P..'serves:'..home) == 1 end
local function job_of(id)
  local kept = redis.call('HGET', P..'jobs', id)
  return kept and cjson.decode(kept)
end
local function count(job, by)
  for _, field in ipairs({'person:'..job.personKey, 'tenant:'..job.tenantKey, 'provider:'..job.provider}) do
    if redis.call('HINCRBY', P..'busy', field, by) <= 0 then redis.call('HDEL', P..'busy', field) end
  end
end
local function tell(what) redis.call('PUBLISH', P..'news', what) end
local function forget(id)
  redis.call('HDEL', P..'jobs', id)
  redis.call('HDEL', P..'runs', id)
  redis.call('HDEL', P..'cancel', id)
end
local function leave(id, job)
  local line = P..'of:'..job.personKey
  redis.call('LREM', line, 1, id)
  if redis.call('LLEN', line) == 0 then redis.call('ZREM', P..'people', job.personKey) end
  forget(id)
end
local function release(id, job)
  count(job, -1)
  forget(id)
end
local function drop(id, job)
  if redis.call('HEXISTS', P..'runs', id) == 1 then release(id, job) else leave(id, job) end
end
local function in_background(id)
  local job = id and job_of(id)
  return job and job.inBackground
end
-- Behind the person's others that are not less urgent.
local function join(id, person, job)
  local line = P..'of:'..person
  if job.inBackground or not in_background(redis.call('LINDEX', line, -1)) then return redis.call('RPUSH', line, id) end
  for _, other in ipairs(redis.call('LRANGE', line, 0, -1)) do
    if in_background(other) then return redis.call('LINSERT', line, 'BEFORE', other, id) end
  end
end
-- Before the person's others that are as urgent.
local function rejoin(id, person, job)
  local line = P..'of:'..person
  for _, other in ipairs(job.inBackground and redis.call('LRANGE', line, 0, -1) or {}) do
    if in_background(other) then return redis.call('LINSERT', line, 'BEFORE', other, id) end
  end
  return redis.call(job.inBackground and 'RPUSH' or 'LPUSH', line, id)
end
local function to_the_end(person) redis.call('ZADD', P..'people', redis.call('INCR', P..'turn'), person) end
`;

/** ARGV: id, person, the job, `anew` or nothing. */
const ADD = `${SHARED}
local id, person, kept, anew = ARGV[1], ARGV[2], ARGV[3], ARGV[4] == 'anew'
redis.call('ZREM', P..'ready:'..person, id)
local known = job_of(id)
if known then
  if redis.call('HEXISTS', P..'runs', id) == 0 then
    -- It keeps its place; the process that runs it may be another one now.
    redis.call('HSET', P..'jobs', id, kept)
    return 0
  end
  if not anew then return 0 end
  release(id, known)
end
redis.call('HSET', P..'jobs', id, kept)
join(id, person, cjson.decode(kept))
if not redis.call('ZSCORE', P..'people', person) then to_the_end(person) end
tell('line')
return 1`;

/** ARGV: id, person, limit or nothing, and how long the place is kept in milliseconds. 1 where the job has a place among its person's. */
const RESERVE = `${SHARED}
local id, person, limit = ARGV[1], ARGV[2], tonumber(ARGV[3])
local ready = P..'ready:'..person
local now = clock()
redis.call('ZREMRANGEBYSCORE', ready, '-inf', now)
if limit and not redis.call('ZSCORE', ready, id) then
  local busy = tonumber(redis.call('HGET', P..'busy', 'person:'..person) or '0')
  if redis.call('LLEN', P..'of:'..person) + busy + redis.call('ZCARD', ready) >= limit then return 0 end
end
redis.call('ZADD', ready, now + ARGV[4], id)
redis.call('PEXPIRE', ready, ARGV[4])
return 1`;

/** ARGV: id, person. */
const GIVE_UP = `${SHARED}
return redis.call('ZREM', P..'ready:'..ARGV[2], ARGV[1])`;

/**
 * Gives starts as long as somebody may start whom somebody serves: id, turn and home of each. Everybody is looked at once, and once more for each
 * start of theirs: a start only makes others wait, so whoever could not start before it still cannot.
 */
const NEXT = `${SHARED}
local known = {}
local function busy(field)
  known[field] = known[field] or tonumber(redis.call('HGET', P..'busy', field) or '0')
  return known[field]
end
local function full(field, bound) return bound and busy(field) >= math.max(1, bound) end
local served = {}
local function takes(home)
  if served[home] == nil then served[home] = is_served(home) end
  return served[home]
end
local function may_start(job)
  return takes(job.home) and not (full('person:'..job.personKey, job.perPerson) or full('tenant:'..job.tenantKey, job.perTenant)
    or full('provider:'..job.provider, job.perProvider))
end
local people, given, index = redis.call('ZRANGE', P..'people', 0, -1), {}, 1
while people[index] do
  local person = people[index]
  local id = redis.call('LINDEX', P..'of:'..person, 0)
  local job = id and job_of(id)
  if job and may_start(job) then
    redis.call('LPOP', P..'of:'..person)
    if redis.call('LLEN', P..'of:'..person) == 0 then
      redis.call('ZREM', P..'people', person)
    else
      to_the_end(person)
      people[#people + 1] = person
    end
    local turn = redis.call('INCR', P..'turn')
    redis.call('HSET', P..'runs', id, cjson.encode({turn = turn, at = clock()}))
    count(job, 1)
    known = {}
    given[#given + 1] = {id, turn, job.home}
  end
  index = index + 1
end
if #given > 0 then tell('line') end
return given`;

/** ARGV: id, turn, process. Nothing where that start is over; else the reason it was canceled for, or an empty text. */
const BEGIN = `${SHARED}
local run = redis.call('HGET', P..'runs', ARGV[1])
if not run then return false end
run = cjson.decode(run)
if tostring(run.turn) ~= ARGV[2] then return false end
run.by = ARGV[3]
redis.call('HSET', P..'runs', ARGV[1], cjson.encode(run))
return redis.call('HGET', P..'cancel', ARGV[1]) or ''`;

/** ARGV: id, turn, process, and what is told: `line`, or `room` where this process gives no more starts and another one has to. */
const END = `${SHARED}
local run = redis.call('HGET', P..'runs', ARGV[1])
run = run and cjson.decode(run)
-- Another process may have it by now, after this one stood still.
if not run or tostring(run.turn) ~= ARGV[2] or (run.by or ARGV[3]) ~= ARGV[3] then return 0 end
release(ARGV[1], job_of(ARGV[1]))
tell(ARGV[4])
return 1`;

/** ARGV: id, reason. */
const CANCEL = `${SHARED}
local id = ARGV[1]
local job = job_of(id)
local waits = job and redis.call('HEXISTS', P..'runs', id) == 0
if waits then
  leave(id, job)
  tell('line')
  return 'waiting'
end
if job then redis.call('HSET', P..'cancel', id, ARGV[2]) end
redis.call('PUBLISH', P..'cancels', cjson.encode({id = id, reason = ARGV[2]}))
return job and 'running' or 'absent'`;

/** Everything at one moment: whose turn is when with whose jobs, what is known of each, and what was given a start. */
const SEE = `${SHARED}
local turns = {}
for _, person in ipairs(redis.call('ZRANGE', P..'people', 0, -1)) do
  turns[#turns + 1] = {person, redis.call('LRANGE', P..'of:'..person, 0, -1)}
end
return {turns, redis.call('HGETALL', P..'jobs'), redis.call('HGETALL', P..'runs')}`;

/**
 * ARGV: this process' home, how long it counts as alive in milliseconds, the age of starts to look at, and the homes that it takes jobs of,
 * as JSON. Says that this process lives, takes out what only dead processes could run, and puts back what was given to a home that
 * nobody serves any more, so that it takes nobody's room; where nobody had looked for a while, as without Redis, everybody first gets the
 * time to say that they live. Once a second one process is told of all older starts: id, turn, home.
 */
const LOOK = `${SHARED}
redis.call('SET', P..'alive:'..ARGV[1], '1', 'PX', ARGV[2])
-- One that is being stopped takes nothing more, not even its own.
redis.call('DEL', P..'serves:'..ARGV[1])
for _, home in ipairs(cjson.decode(ARGV[4])) do redis.call('SET', P..'serves:'..home, '1', 'PX', ARGV[2]) end
if redis.call('EXISTS', P..'watched') == 0 then redis.call('SET', P..'fair', '1', 'PX', ARGV[2]) end
redis.call('SET', P..'watched', '1', 'PX', math.floor(ARGV[2] / 2))
if not redis.call('SET', P..'looked', ARGV[1], 'NX', 'PX', 900) then return {} end
local jobs, old, gone, before = redis.call('HGETALL', P..'jobs'), {}, false, clock() - tonumber(ARGV[3])
local is_fair = redis.call('EXISTS', P..'fair') == 0
for index = 1, #jobs, 2 do
  local id, job = jobs[index], cjson.decode(jobs[index + 1])
  if is_fair and string.sub(job.home, 1, 8) == 'process-' and redis.call('EXISTS', P..'alive:'..job.home) == 0 then
    drop(id, job)
    gone = true
  else
    local run = redis.call('HGET', P..'runs', id)
    run = run and cjson.decode(run)
    if run and run.at <= before and is_fair and not run.by and not is_served(job.home) then
      count(job, -1)
      redis.call('HDEL', P..'runs', id)
      rejoin(id, job.personKey, job)
      if not redis.call('ZSCORE', P..'people', job.personKey) then to_the_end(job.personKey) end
      gone = true
    elseif run and run.at <= before then
      old[#old + 1] = {id, run.turn, job.home}
    end
  end
end
if gone then tell('line') end
return old`;

/** ARGV: this process' home. Takes out what only it could run. */
const LEAVE = `${SHARED}
redis.call('DEL', P..'alive:'..ARGV[1], P..'serves:'..ARGV[1])
local jobs = redis.call('HGETALL', P..'jobs')
for index = 1, #jobs, 2 do
  local job = cjson.decode(jobs[index + 1])
  if job.home == ARGV[1] then drop(jobs[index], job) end
end
tell('line')
return 1`;

export const LINE_SCRIPTS = {
  reserve: RESERVE,
  giveUp: GIVE_UP,
  add: ADD,
  next: NEXT,
  begin: BEGIN,
  end: END,
  cancel: CANCEL,
  see: SEE,
  look: LOOK,
  leave: LEAVE,
};
