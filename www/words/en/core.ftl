# What the core finds, warns of and refuses, in English. The page, the command line and the JavaScript API read this file, and nothing else says
# these things. A message is named after a code, its variables after the code's figures; src/words/mod.rs says how.

## Names

# Names come from the data.
quoted = “{ $text }”
nth-reward = reward { $n }
list = { $most } and { $last }

method-grpo = GRPO
method-dr-grpo = Dr. GRPO
method-gdpo = GDPO
method-variance = Variance penalty
method-rvpo = RVPO
method-min = Hard min
method-rloo = RLOO
method-reinforce-plus-plus = REINFORCE++
method-dvao = DVAO

convention-paper = the paper’s convention
convention-trl = TRL
convention-verl = verl
convention-ms-swift = ms-swift
convention-nemo-rl = NeMo-RL

## What is refused of the options. A rule that has a sentence is said by it on the page; the `message` of an Error is always `value`.

value = { $field }: { $given } is not allowed; allowed: { $rule }

given-written = { $text }
given-length = length { $length }
given-span = { $from } to { $to }
given-nothing = nothing
given-unreadable = what cannot be read
given-array = an array
given-of-type = of type { $name }
given-field = a field { $text }
given-missing = missing
given-missing-rewards = { $missing } missing
given-all-zero = all 0
given-beside-group-size = given beside groupSize
given-other-context = in use with another kind of context
given-finished = finished
given-under-way = under way
given-interrupted = interrupted

rule-number = a number
rule-finite = a finite number
rule-finite-or-null = a finite number, or null where it is missing
rule-truth = true or false
rule-text = a text
rule-text-of-at-most = a text of at most { $most } characters
rule-one-of = { $names }
rule-fields = { $names }
rule-object = an object
rule-readable-object = an object whose fields can be read
rule-object-with = an object with { $names }
rule-method = a method, {"{"} name, k {"}"}
rule-array-of = an array of { $ofWords }
of-numbers = numbers
of-rows = arrays of numbers
of-texts = texts
of-methods = methods
of-curves = curves
of-roles = roles
of-responses = responses
of-rewards = rewards
rule-bytes = a Uint8Array
rule-details = the details of an Error or a warning
rule-table = a table
rule-between = a number from { $from } to { $to }
rule-finite-up-to = a finite number from -{ $most } to { $most }
rule-from = a finite number from { $from } up
rule-above-zero-up-to = a number above 0, at most { $most }
rule-whole = a whole number from { $from } to { $to }
rule-whole-from = a whole number from { $from }
    .sentence = rollout { $i } has a response length of { $given }: it must be { $from } or more.
rule-whole-below = a whole number below { $limit }
rule-below-steps = a whole number under steps, { $steps }
rule-device-pixels = { $from } to { $to } device pixels per CSS pixel
rule-css-pixels = { $from } to { $to } CSS pixels
rule-above-min = more than min, by { $by } or more
rule-ascending = finite numbers in ascending order
rule-some-rollout = at least one rollout
rule-some-reward = at least one reward
rule-each-reward = { $rewards }, one for each reward
rule-each-rollout = { $rollouts }, one for each rollout
rule-as-first = { $length }, as in { $list }[0]
rule-as-long-as = { $length }, as long as { $list }
rule-all-the-time = { $length } all the time
rule-exactly = { $length }
rule-at-most = at most { $most }
rule-multiple-of = a multiple of { $of }
rule-one-or-each = 1 or { $rollouts }
rule-count = { $from } to { $to } { $ofWords }
rule-none-once-or-twice = 0, { $count } or { $twice }
rule-square = a square number, above 3, of finite numbers
rule-two-numbers = two numbers
rule-above-zero = a finite number above 0
rule-needs-k = a finite number above 0, which { $method } needs
rule-no-k = no k, since { $method } has none
rule-k-or-schedule = a finite number above 0, or {"{"} from, to {"}"} with two of them
rule-one-k = one number, since a batch belongs to one step
rule-trained-k = a number from { $from } to { $to } in training
rule-trained-method = { $names } in training
rule-of-grpo = nothing for { $method }, since it belongs to grpo
rule-of-grpo-alone = nothing, since it belongs to grpo, which is neither of the methods
rule-paper-only = paper, for { $method }
    .sentence = { $methodWords } is there only by the paper’s convention, not by that of { $conventionWords }.
rule-paper-built = paper, in a build without the feature `conventions`
rule-no-batch-scale = group or none, which { $convention } has
    .sentence = { $conventionWords } does not divide by the standard deviation of the batch: take that of the group, or nothing.
rule-some-weight = at least one weight above 0
    .sentence = all weights are 0: at least one must be above 0.
rule-divides-rollouts = a whole number that divides the { $rollouts } rollouts
    .sentence = the { NUMBER($rollouts) } rows cannot be divided into groups of { $given }: say a number that goes into theirs, or take a column as the group.
rule-divides-rewards = a whole number that divides the { $length } rewards
rule-reward-count = the number of rewards, where the rewards are one flat array
rule-groups-needed = a group size or groupIds
rule-one-of-the-two = one of the two
rule-no-missing = a number: { $convention } has no place for missing rewards
rule-none-missing = none missing, for which { $convention } has no place
    .sentence =
        { $missing ->
            [one] 1 reward is
           *[other] { NUMBER($missing) } rewards are
        } missing, for which { $conventionWords } has no place: score every rollout, or ignore the columns with gaps.
rule-single-precision = a number in the range of single precision, which verl's gdpo holds rewards in
    .sentence = rollout { $i }, reward { $j }: { $given } has no place in single precision, in which verl’s GDPO computes.
rule-tokens-needed = one number for each rollout, since verl whitens over tokens
    .sentence = verl whitens over tokens: take a column as response length.
rule-two-tokens = 2 or more, since verl whitens over tokens
    .sentence = rollout { $i } has a response length of { $given }: where it is the only one, it must be 2 or more.
rule-as-begun = { $now }, as the run began with; start a new one for another
rule-method-as-begun = { $method }, as the run began with; start a new one for another
rule-seed-as-begun = { $seed }, as the run began with; reset it for another
rule-room-for-step = up to { $most } rewards in a step of all policies
rule-one-call = one call at a time, awaited before the next
rule-colour = a colour written #rrggbb
rule-font-families = a list of font families as in CSS
rule-canvas = an HTMLCanvasElement
rule-free-canvas = free for a 2d context
rule-before-finish = calls before finish()
rule-after-steps = this when step() has returned 1
rule-another-analysis = another one

## What is refused of a table

place = line { $line }, column { $column }

empty = no rows; allowed: a table with at least one row of values
not-utf8 = { $place }: not UTF-8{ $likeness ->
        [none] {""}
       *[other] {" "}(this looks like { $likenessWords })
    }; allowed: text in UTF-8
nul = { $place }: a NUL byte{ $likeness ->
        [none] {""}
       *[other] {" "}(this looks like { $likenessWords })
    }; allowed: text in UTF-8
likeness-utf16 = UTF-16
likeness-parquet = Parquet
likeness-zip = a ZIP archive or a spreadsheet
likeness-gzip = gzip
likeness-zstandard = Zstandard

json = { $place }: { $problem }; allowed: JSON
problem-syntax = what stands here is no JSON
problem-incomplete = the input ends within a value
problem-too-many-entries = more than { $limit } entries
problem-unexpected = { $found } where { $expectedWords } should be
problem-ends = the input ends where { $expectedWords } should be
expected-opening = `[` or `{"{"}`
expected-row-or-end = a row or `]`
expected-row = a row
expected-comma-or-list-end = `,` or `]`
expected-name-or-end = a column's name in quotes or `{"}"}`
expected-name = a column's name in quotes
expected-colon = `:`
expected-column = a column's list of values
expected-value-or-end = a value or `]`
expected-value = a value
expected-comma-or-object-end = `,` or `{"}"}`
expected-end = the end

not-a-row = { $place }: { $value } is not a row; allowed: { $rowWords }
row-object-or-list = an object or a list of values
row-object-as-first = an object, as in the first row
row-list-as-first = a list of values, as in the first row
row-longer-list = a list of at least one value

ragged = { $place }: a row of { $found } cells; allowed: { $expected }, as in the first row
unequal-columns = { $place }: column "{ $name }" has { $found } cells; allowed: { $expected }, as in the first column
open-quote = line { $line }: a row that begins here has a quote that is never closed; allowed: " in pairs
duplicate-name = { $place }: a second column "{ $name }"; allowed: each name once
too-many-columns = { $place }: more than { $limit } columns; allowed: 1 to { $limit }
too-many-cells = { $place }: more than { $limit } cells; allowed: rows times columns up to { $limit }
too-long = { $place }: a row of more than { $limit } bytes begins here; allowed: up to { $limit }
long-name = { $place }: a column's name { $name } of more than { $limit } bytes; allowed: 1 to { $limit }
too-deep = { $place }: nested more than { $limit } deep; allowed: up to { $limit }
roles = roles: { $found } are given; allowed: { $expected }, one for each column
rewards = { $found } columns are rewards; allowed: 1 to { $limit }
groups = groups: { $found }; allowed: columns that name each rollout's group, or a group size, not both
response-lengths = { $found } columns are response lengths; allowed: at most 1
not-a-number = { $place }, column "{ $name }": { $value } is not a number; allowed: numbers, true and false, and where one is missing nothing, NA, N/A, NaN, null, None or -
not-finite = { $place }, column "{ $name }": { $value } is not allowed; allowed: numbers from -{ $most } to { $most }
not-a-length = { $place }, column "{ $name }": { $value } is not a response length; allowed: whole numbers from 0 to { $most }
missing = { $place }, column "{ $name }": nothing stands here; allowed: a value in every row of a group or response-length column
not-kept = column "{ $name }": its text was not kept, being a response's or too varied; allowed: another column
inexact-ids = column "{ $name }": numbers of 2^53 or more, which cannot be told apart; allowed: ids as text, or in a column called "group_id"

## What is refused by the engine

webgpu-unavailable = WebGPU { $lackWords }{ $detail ->
        [none] {""}
       *[other] : { $detail }
    }
lack-adapter = has no adapter
lack-device = gave no device
lack-kernels = refused the kernels
lack-room = has no room for the run
webgpu-self-test = WebGPU failed its self-test: its results differ from the core's by { NUMBER($difference, style: "power") }
webgpu-lost = WebGPU was lost: { $detail }
drawing = drawing failed: { $detail }

## What is peculiar about a batch

unused-tokens = responseTokens change nothing here: only verl's whitening, for methods that standardise each reward, counts tokens
constant-rewards = { $pairs } of { $of } pairs of a group and a reward are constant: Z is 0 there{ $caps ->
        [true] , which still caps RVPO's A at (ln M)/k
       *[false] {""}
    }
single-rollouts = { $groups } of { $of } groups have a single rollout: { $z ->
        [raw-reward] { $convention } takes its mean for 0 and its deviation for 1, so that it keeps its raw rewards
       *[zero] its Z is 0
    }
missing-rewards = { $rewards } of { $of } rewards are missing: they { $methodWords }{ $dropsLoneReward ->
        [true] ; so is a reward that no other rollout of its group has
       *[false] {""}
    }
unscored = { $rollouts } of { $of } rollouts have no reward at all: { $isScored ->
        [true] they are scored 0 and whitened or centred with the others
       *[false] their advantage is 0
    }
unequal-groups = the groups are of unequal size, which { $convention } does not have: each is standardised by itself, as in the others
concerns = { $method }: { $warning }

## What looks wrong: what was found, and what to do

severity-error = Error
severity-warning = Warning
severity-note = Note

finding-constant-reward =
    { $reward } is constant in { $groups ->
        [one] 1 group
       *[other] { NUMBER($groups) } groups
    } ({ NUMBER($share, style: "share") }).
    .advice =
        { $share ->
            [1] It never says anything, and under a SoftMin it caps the score at (ln M)/k. Leave it out.
           *[other] There it says nothing: its z is 0, and under a SoftMin it still caps the score at (ln M)/k. Draw more rollouts for each prompt, grade it finer, or leave it out.
        }
finding-no-signal =
    In { $groups ->
        [one] 1 group
       *[other] { NUMBER($groups) } groups
    } ({ NUMBER($share, style: "share") }) every reward is constant, first in group { NUMBER($first, style: "nth") }.{ $pushed }
    .advice =
        { $isPushed ->
            [true] The whitening over the batch moves their rollouts alike, failures too.
           *[false] Nothing is learned there.
        } Leave such prompts out (too easy, too hard), or draw more rollouts.
pushed =
    Under { $methodWords } { $advantage ->
        [none] each is moved by its distance from the batch’s mean
       *[other] all of them are pushed { NUMBER($advantage, style: "sign") ->
            [up] up
           *[down] down
        } by { NUMBER($advantage, style: "size") }
    }.
finding-duplicate-reward = { $reward } and { $other } are the same, number by number.
    .advice = Ignore one of them, or halve the weight of each: else it counts twice.
finding-correlated-rewards = { $reward } and { $other } have a correlation of { NUMBER($correlation, digits: 2) } within the groups, over { NUMBER($bound, digits: 2) }.
    .advice = Together they count twice in a mean. Ignore one of them, or halve the weight of each, unless it is meant to count twice.
finding-opposed-rewards = { $reward } and { $other } are nearly opposites: correlation { NUMBER($correlation, digits: 2) } within the groups.
    .advice = In a mean they cancel; a SoftMin punishes whichever is low. Check that neither has the wrong sign; if both are meant, say by their weights which matters more.
finding-drowning-reward = { $reward } makes up { NUMBER($share, style: "share") } of the variance in a plain sum: its standard deviation is { NUMBER($std, style: "figure") }, and that of the next one, weighted, { NUMBER($next, style: "share") } of it.
    .advice =
        { $isSummed ->
            [true] One of the two methods adds up rewards as large as they are and hears little else. Scale it down, lower its weight, or take a method that standardises first (GDPO, RVPO).
           *[false] The two methods standardise first and do not mind. GRPO, which adds up raw rewards, would hear little else.
        }
finding-large-k = At k = { NUMBER($k, style: "figure") } a rollout listens to { NUMBER($effective, digits: 2) } rewards (effective number), fewer than { NUMBER($bound, style: "figure") }.
    .advice = That is nearly the hard min: the noise of one reward decides. Take a smaller k, from the suggested range if there is one, or begin with a smaller one and raise it during training.
finding-second-order-off = At k = { NUMBER($k, style: "figure") } “mean minus k/2 times variance” is off by { NUMBER($error, style: "share") } of the way from the mean to the min, for { NUMBER($share, style: "share") } of the rollouts by more than { NUMBER($bound, style: "share") }.
    .advice = At this k the variance penalty is another method than RVPO. Take SoftMin itself where this k is wanted, or a smaller k.
finding-small-groups =
    { $groups ->
        [one] 1 group has
       *[other] { NUMBER($groups) } groups have
    } fewer than { $bound } rollouts ({ NUMBER($share, style: "share") }), the smallest { $smallest }.
    .advice = The mean and the standard deviation of so few say little. Draw more rollouts for each prompt.
finding-single-rollouts =
    { $groups ->
        [one] 1 group is a single rollout
       *[other] { NUMBER($groups) } groups are single rollouts
    } ({ NUMBER($share, style: "share") }).{ $isRaw ->
        [true] {" "}This framework takes the raw reward for z there, on another scale than the others.
       *[false] {" "}A rollout alone has nothing to be compared with: its z is 0.{ $pushed }
    }
    .advice = Check that the group column is the right one. Leave these groups out, or draw more rollouts.
finding-token-whitening = Counted by tokens, the mean of the scores lies { NUMBER($shift, digits: 2) } standard deviations off, and their spread is { NUMBER($ratio, digits: 2) } times as large.
    .advice =
        { $isUsed ->
            [true] verl whitens over tokens: long responses count more, and all advantages shift. Look at the lengths of good and bad responses, or whiten over rollouts.
           *[false] This framework whitens over rollouts and does not mind; verl would.
        }
finding-missing-rewards =
    { $missing ->
        [one] 1 value is
       *[other] { NUMBER($missing) } values are
    } missing ({ NUMBER($share, style: "share") }), in { $rewards }. { $isAlike ->
        [true] They { $methodWords }.
       *[false] Under the method they { $methodWords }; under the one compared with it they { $compareWords }.
    }
    .advice =
        { $worst ->
            [raw-zero] Score every rollout: without its reward it is taken for one that got 0, which is bad or good by that reward’s own scale.
            [zero-z] Score every rollout; or leave what is missing out and divide by the number present, as the paper’s convention does here.
           *[other] Score every rollout where you can. Where a reward is missing for a reason, nothing need be done: but never put 0 in its place before a SoftMin.
        }
method-left-out = are left out, and the others of the rollout count for more
method-raw-zero = count as 0 in the sum of raw rewards
method-neutral = add nothing to the sum of z, as if they were average
method-zero-z = have a z of 0, which a sum does not notice but which caps a SoftMin at (ln M)/k
compare-left-out = { method-left-out }
compare-raw-zero = { method-raw-zero }
compare-neutral = { method-neutral }
compare-zero-z = { method-zero-z }
finding-unscored =
    { $rollouts ->
        [one] 1 rollout has
       *[other] { NUMBER($rollouts) } rollouts have
    } no reward at all ({ NUMBER($share, style: "share") }): { $isScored ->
        [true] their score is 0, and is centred or whitened with the others.
       *[false] their advantage is 0.
    }
    .advice = Find out why nothing was scored; score them, or leave them out.
finding-noise-whitened = The scores of { $methodWords } differ by rounding alone (standard deviation { NUMBER($std, style: "power") }).
    .advice = NeMo-RL divides by that: the advantages are noise of size 1. Leave this batch out, or add an epsilon to the deviation: nothing can be learned from it.
finding-single-reward = There is only one reward that counts.
    .advice = With one there is nothing to aggregate: the methods agree but for the scale.

## Which properties hold

property-monotone = Better in one reward is never worse
property-between-min-and-mean = Between the lowest z and their mean
property-symmetric = No reward is treated differently
property-shift-invariant = A constant added to a reward changes nothing
property-scale-invariant = A reward times ten changes nothing

check =
    { $outcome ->
        [fail] fails in { NUMBER($failed) } of { NUMBER($tried) } { $tried ->
            [one] case
           *[other] cases
        }
        [not-applicable] says nothing here: { $reasonWords }
       *[pass] holds in { $tried ->
            [one] the one case
           *[other] all { NUMBER($tried) } cases
        }
    }{ $outcome ->
        [not-applicable] {""}
       *[other] {" "}{ $isExhaustive ->
            [true] that there are
           *[false] tried in { $groups ->
                [one] 1 group
               *[other] { NUMBER($groups) } groups
            }
        }
    }
reason-weighted-sum = the score is a sum, not a mean of standardised rewards
reason-unequal-weights = the weights differ
reason-single-reward = there is only one reward
reason-nothing-to-try = no group gives a case to try

example-monotone = Rollout { NUMBER($rollout, style: "nth") }: raising { $reward } from { $before } to { $after } moves its score from { NUMBER($scoreBefore, style: "figure") } to { NUMBER($scoreAfter, style: "figure") }.
example-between-min-and-mean = Rollout { NUMBER($rollout, style: "nth") }: its z go from { $before }, { $reward }, to a mean of { $after }, and its score is { NUMBER($scoreBefore, style: "figure") }.
example-symmetric = Rollout { NUMBER($rollout, style: "nth") }: swapping { $reward } ({ $before }) with { $other } ({ $after }) moves its score from { NUMBER($scoreBefore, style: "figure") } to { NUMBER($scoreAfter, style: "figure") }.
example-shift-invariant =
    Rollout { NUMBER($rollout, style: "nth") }{ $isMissing ->
        [true] {" "}has no { $reward }; that of the other rollouts, changed alike,
       *[false] : { $reward } from { $before } to { $after }, with the other rollouts’ changed alike,
    } moves its score from { NUMBER($scoreBefore, style: "figure") } to { NUMBER($scoreAfter, style: "figure") }.
example-scale-invariant = { example-shift-invariant }
value-missing = missing
value-present = { NUMBER($value, style: "figure") }

## Which k is suggested

suggestion-single-reward = No k is suggested: with one reward it changes nothing.
suggestion-no-difference = No k is suggested: at none has a reward { NUMBER($moreShare, style: "share") } more of the credit than under the mean, or do more than { NUMBER($boundFlips, style: "share") } of the signs change.
suggestion-too-few-rewards = No k is suggested: wherever RVPO differs from the mean here, a rollout already listens to fewer than { NUMBER($effectiveBound, style: "figure") } rewards.
suggestion-share = Suggested: k from { NUMBER($from, style: "figure") } to { NUMBER($to, style: "figure") }. From { NUMBER($from, style: "figure") } on RVPO differs from the mean: { $reward } has { NUMBER($share, style: "share") } of the credit, at least { NUMBER($moreShare, style: "share") } more than its weight gives it. { suggestion-end }
suggestion-sign-flips = Suggested: k from { NUMBER($from, style: "figure") } to { NUMBER($to, style: "figure") }. From { NUMBER($from, style: "figure") } on RVPO differs from the mean: { NUMBER($signFlips, style: "share") } of the advantages have another sign. { suggestion-end }
suggestion-end =
    Up to { NUMBER($to, style: "figure") } a rollout still listens to at least { NUMBER($effectiveBound, style: "figure") } rewards ({ NUMBER($effective, digits: 2) } there).{ $fromIsFirst ->
        [true] {" "}No smaller k was tried.
       *[false] {""}
    }{ $toIsLast ->
        [true] {" "}No larger k was tried.
       *[false] {""}
    } A rule of thumb: whether training gets better there is not known.
