# Was der Rechenkern findet, wovor er warnt und was er ablehnt, auf Deutsch: dieselben Namen wie in ../en/core.ftl.

## Namen

quoted = „{ $text }“
nth-reward = Reward { $n }
list = { $most } und { $last }

method-grpo = GRPO
method-dr-grpo = Dr. GRPO
method-gdpo = GDPO
method-variance = Varianzstrafe
method-rvpo = RVPO
method-min = Hartes Minimum
method-rloo = RLOO
method-reinforce-plus-plus = REINFORCE++
method-dvao = DVAO

convention-paper = die Konvention des Papers
convention-trl = TRL
convention-verl = verl
convention-ms-swift = ms-swift
convention-nemo-rl = NeMo-RL

## Was an einer Wahl abgelehnt wird

value = { $field }: { $given } ist nicht erlaubt; erlaubt: { $rule }

given-written = { $text }
given-length = Länge { $length }
given-span = { $from } bis { $to }
given-nothing = nichts
given-unreadable = was sich nicht lesen lässt
given-array = ein Array
given-of-type = vom Typ { $name }
given-field = ein Feld { $text }
given-missing = fehlend
given-missing-rewards = { $missing } fehlende
given-all-zero = alle 0
given-beside-group-size = neben groupSize angegeben
given-other-context = schon mit einem anderen Kontext in Gebrauch
given-finished = abgeschlossen
given-under-way = im Gang
given-interrupted = unterbrochen

rule-number = eine Zahl
rule-finite = eine endliche Zahl
rule-finite-or-null = eine endliche Zahl, oder null, wo sie fehlt
rule-truth = true oder false
rule-text = ein Text
rule-text-of-at-most = ein Text von höchstens { NUMBER($most) } Zeichen
rule-one-of = { $names }
rule-fields = { $names }
rule-object = ein Objekt
rule-readable-object = ein Objekt, dessen Felder sich lesen lassen
rule-object-with = ein Objekt mit { $names }
rule-method = eine Methode, {"{"} name, k {"}"}
rule-array-of = ein Array von { $ofWords }
of-numbers = Zahlen
of-rows = Arrays von Zahlen
of-texts = Texten
of-methods = Methoden
of-curves = Kurven
of-roles = Rollen
of-responses = Antworten
of-rewards = Rewards
rule-bytes = ein Uint8Array
rule-details = die Details eines Fehlers oder einer Warnung
rule-table = eine Tabelle
rule-between = eine Zahl von { $from } bis { $to }
rule-finite-up-to = eine endliche Zahl von -{ $most } bis { $most }
rule-from = eine endliche Zahl ab { $from }
rule-above-zero-up-to = eine Zahl über 0, höchstens { $most }
rule-whole = eine ganze Zahl von { $from } bis { $to }
rule-whole-from = eine ganze Zahl ab { $from }
    .sentence = Rollout { $i }: die Antwortlänge ist { $given }, sie muss mindestens { $from } sein.
rule-whole-below = eine ganze Zahl unter { $limit }
rule-below-steps = eine ganze Zahl unter steps, { $steps }
rule-device-pixels = { $from } bis { $to } Gerätepixel je CSS-Pixel
rule-css-pixels = { $from } bis { $to } CSS-Pixel
rule-above-min = mehr als min, um mindestens { $by }
rule-ascending = endliche Zahlen in aufsteigender Reihenfolge
rule-some-rollout = mindestens ein Rollout
rule-some-reward = mindestens ein Reward
rule-each-reward = { $rewards }, einer für jeden Reward
rule-each-rollout = { $rollouts }, einer für jeden Rollout
rule-as-first = { $length }, wie in { $list }[0]
rule-as-long-as = { $length }, so lang wie { $list }
rule-all-the-time = die ganze Zeit { $length }
rule-exactly = { $length }
rule-at-most = höchstens { $most }
rule-multiple-of = ein Vielfaches von { $of }
rule-one-or-each = 1 oder { $rollouts }
rule-count = { $from } bis { $to } { $ofWords }
rule-none-once-or-twice = 0, { $count } oder { $twice }
rule-square = eine Quadratzahl über 3 von endlichen Zahlen
rule-two-numbers = zwei Zahlen
rule-above-zero = eine endliche Zahl über 0
rule-needs-k = eine endliche Zahl über 0, die { $method } braucht
rule-no-k = kein k, denn { $method } hat keines
rule-k-or-schedule = eine endliche Zahl über 0, oder {"{"} from, to {"}"} mit zweien davon
rule-one-k = eine Zahl, denn ein Batch gehört zu einem Schritt
rule-trained-k = im Training eine Zahl von { $from } bis { $to }
rule-trained-method = im Training { $names }
rule-of-grpo = nichts für { $method }, denn es gehört zu grpo
rule-of-grpo-alone = nichts, denn es gehört zu grpo, das keine der beiden Methoden ist
rule-paper-only = paper, für { $method }
    .sentence = { $methodWords } gibt es nur nach der Konvention des Papers, nicht nach der von { $conventionWords }.
rule-paper-built = paper, denn dieser Build hat das Feature `conventions` nicht
rule-no-batch-scale = group oder none, was { $convention } hat
    .sentence = { $conventionWords } teilt nicht durch die Standardabweichung des Batches: nimm die der Gruppe, oder teil gar nicht.
rule-some-weight = mindestens ein Faktor über 0
    .sentence = alle Faktoren sind 0: mindestens einer muss über 0 sein.
rule-divides-rollouts = eine ganze Zahl, die die { $rollouts } Rollouts teilt
    .sentence = die { NUMBER($rollouts) } Zeilen gehen in Gruppen von { $given } nicht auf: gib eine Zahl an, die ihre Anzahl teilt, oder nimm eine Spalte als Gruppe.
rule-divides-rewards = eine ganze Zahl, die die { $length } Rewards teilt
rule-reward-count = die Anzahl der Rewards, wo sie in einem flachen Array stehen
rule-groups-needed = eine Gruppengröße oder groupIds
rule-one-of-the-two = eines von beiden
rule-no-missing = eine Zahl: { $convention } hat für fehlende Rewards keinen Platz
rule-none-missing = keine fehlenden, für die { $convention } keinen Platz hat
    .sentence =
        { $missing ->
            [one] 1 Reward fehlt
           *[other] { NUMBER($missing) } Rewards fehlen
        }, und { $conventionWords } hat dafür keinen Platz: bewerte jeden Rollout, oder nimm die Spalten mit Lücken heraus.
rule-single-precision = eine Zahl, die in einfacher Genauigkeit Platz hat, in der das gdpo von verl Rewards hält
    .sentence = Rollout { $i }, Reward { $j }: { $given } hat keinen Platz in einfacher Genauigkeit, mit der das GDPO von verl rechnet.
rule-tokens-needed = eine Zahl für jeden Rollout, denn verl macht das Whitening über Tokens
    .sentence = verl macht das Whitening über Tokens: nimm eine Spalte als Antwortlänge.
rule-two-tokens = mindestens 2, denn verl macht das Whitening über Tokens
    .sentence = Rollout { $i }: die Antwortlänge ist { $given }, und wo es der einzige ist, muss sie mindestens 2 sein.
rule-as-begun = { $now }, womit der Lauf begann; für etwas anderes beginne einen neuen
rule-method-as-begun = { $method }, womit der Lauf begann; für etwas anderes beginne einen neuen
rule-seed-as-begun = { $seed }, womit der Lauf begann; für einen anderen setz ihn zurück
rule-room-for-step = bis { NUMBER($most) } Rewards in einem Schritt aller Policies
rule-one-call = ein Aufruf auf einmal, der abgewartet wird, ehe der nächste kommt
rule-colour = eine Farbe der Form #rrggbb
rule-font-families = eine Liste von Schriftfamilien wie in CSS
rule-canvas = ein HTMLCanvasElement
rule-free-canvas = frei für einen 2d-Kontext
rule-before-finish = Aufrufe vor finish()
rule-after-steps = das, wenn step() 1 zurückgegeben hat
rule-another-analysis = eine neue

## Was an einer Tabelle abgelehnt wird

place = Zeile { $line }, Spalte { $column }

empty = keine Zeilen; erlaubt: eine Tabelle mit mindestens einer Zeile von Werten.
not-utf8 = { $place }: kein UTF-8{ $likeness ->
        [none] {""}
       *[other] {" "}(es sieht nach { $likenessWords } aus)
    }; erlaubt: Text in UTF-8.
nul = { $place }: ein NUL-Byte{ $likeness ->
        [none] {""}
       *[other] {" "}(es sieht nach { $likenessWords } aus)
    }; erlaubt: Text in UTF-8.
likeness-utf16 = UTF-16
likeness-parquet = Parquet
likeness-zip = einem ZIP-Archiv oder einer Tabellenkalkulation
likeness-gzip = gzip
likeness-zstandard = Zstandard

json = { $place }: { $problem }; erlaubt: JSON.
problem-syntax = was hier steht, ist kein JSON
problem-incomplete = die Eingabe endet mitten in einem Wert
problem-too-many-entries = mehr als { NUMBER($limit) } Einträge
problem-unexpected = { $found }, wo { $expectedWords } stehen müsste
problem-ends = die Eingabe endet, wo { $expectedWords } stehen müsste
expected-opening = `[` oder `{"{"}`
expected-row-or-end = eine Zeile oder `]`
expected-row = eine Zeile
expected-comma-or-list-end = `,` oder `]`
expected-name-or-end = der Name einer Spalte in Anführungszeichen oder `{"}"}`
expected-name = der Name einer Spalte in Anführungszeichen
expected-colon = `:`
expected-column = die Liste der Werte einer Spalte
expected-value-or-end = ein Wert oder `]`
expected-value = ein Wert
expected-comma-or-object-end = `,` oder `{"}"}`
expected-end = das Ende

not-a-row = { $place }: { $value } ist keine Zeile der Tabelle; erlaubt: { $rowWords }.
row-object-or-list = ein Objekt oder eine Liste von Werten
row-object-as-first = ein Objekt, wie in der ersten
row-list-as-first = eine Liste von Werten, wie in der ersten
row-longer-list = eine Liste von mindestens einem Wert

ragged = { $place }: eine Zeile mit { $found ->
        [one] 1 Zelle
       *[other] { NUMBER($found) } Zellen
    }; erlaubt: { NUMBER($expected) }, wie in der ersten.
unequal-columns = { $place }: die Spalte „{ $name }“ hat { $found ->
        [one] 1 Zelle
       *[other] { NUMBER($found) } Zellen
    }; erlaubt: { NUMBER($expected) }, wie in der ersten.
open-quote = Zeile { $line }: hier beginnt eine Zeile mit einem Anführungszeichen, das nie geschlossen wird; erlaubt: " in Paaren.
duplicate-name = { $place }: eine zweite Spalte „{ $name }“; erlaubt: jeder Name einmal.
too-many-columns = { $place }: mehr als { NUMBER($limit) } Spalten; erlaubt: 1 bis { NUMBER($limit) }.
too-many-cells = { $place }: mehr als { NUMBER($limit) } Zellen; erlaubt: Zeilen mal Spalten bis { NUMBER($limit) }.
too-long = { $place }: hier beginnt eine Zeile von mehr als { NUMBER($limit) } Bytes; erlaubt: so viele.
long-name = { $place }: der Name einer Spalte, { $name }, hat mehr als { NUMBER($limit) } Bytes; erlaubt: 1 bis { NUMBER($limit) }.
too-deep = { $place }: mehr als { NUMBER($limit) }-fach verschachtelt; erlaubt: bis { NUMBER($limit) }.
roles = { $found ->
        [one] 1 Rolle ist
       *[other] { NUMBER($found) } Rollen sind
    } angegeben; erlaubt: { NUMBER($expected) }, eine für jede Spalte.
rewards = { $found ->
        [one] 1 Spalte gilt
       *[other] { NUMBER($found) } Spalten gelten
    } als Reward; erlaubt: 1 bis { NUMBER($limit) }.
groups = Es gibt { $found ->
        [both] Spalten für die Gruppe und eine Gruppengröße
       *[neither] weder Spalten für die Gruppe noch eine Gruppengröße
    }; erlaubt: eines von beiden.
response-lengths = { NUMBER($found) } Spalten gelten als Antwortlänge; erlaubt: höchstens eine.
not-a-number = { $place }, „{ $name }“: { $value } ist keine Zahl; erlaubt: Zahlen, true und false, und wo eine fehlt, nichts, NA, N/A, NaN, null, None oder -.
not-finite = { $place }, „{ $name }“: { $value } ist nicht erlaubt; erlaubt: Zahlen von -{ $most } bis { $most }.
not-a-length = { $place }, „{ $name }“: { $value } ist keine Antwortlänge; erlaubt: ganze Zahlen von 0 bis { $most }.
missing = { $place }, „{ $name }“: hier steht nichts; erlaubt: ein Wert in jeder Zeile einer Spalte, die als Gruppe oder Antwortlänge gilt.
not-kept = Spalte „{ $name }“: ihr Text wurde nicht behalten, da es Antworten oder zu viele verschiedene sind; erlaubt: eine andere Spalte.
inexact-ids = Spalte „{ $name }“: Zahlen ab 2^53, die nicht zu unterscheiden sind; erlaubt: Kennungen als Text, oder in einer Spalte namens „group_id“.

## Was die Engine ablehnt

webgpu-unavailable = WebGPU { $lackWords }{ $detail ->
        [none] {""}
       *[other] : { $detail }
    }
lack-adapter = hat keinen Adapter
lack-device = gibt kein Gerät her
lack-kernels = lehnte die Kernel ab
lack-room = hat keinen Platz für den Lauf
webgpu-self-test = WebGPU hat die Selbstprüfung nicht bestanden: seine Ergebnisse weichen um { NUMBER($difference, style: "power") } von denen des Rechenkerns ab
webgpu-lost = WebGPU ging verloren: { $detail }
drawing = das Zeichnen schlug fehl: { $detail }

## Was an einem Batch besonders ist

unused-tokens = responseTokens ändern hier nichts: Tokens zählt nur das Whitening von verl, bei Methoden, die jeden Reward standardisieren
constant-rewards = { NUMBER($pairs) } von { NUMBER($of) } Paaren aus Gruppe und Reward sind konstant: dort ist Z = 0{ $caps ->
        [true] , was das A von RVPO trotzdem auf (ln M)/k begrenzt
       *[false] {""}
    }
single-rollouts = { NUMBER($groups) } von { NUMBER($of) } Gruppen haben einen einzelnen Rollout: { $z ->
        [raw-reward] { $conventionWords } nimmt 0 als seinen Mittelwert und 1 als seine Standardabweichung, sodass er seine rohen Rewards behält
       *[zero] sein Z ist 0
    }
missing-rewards = { NUMBER($rewards) } von { NUMBER($of) } Rewards fehlen: hier { $methodWords }{ $dropsLoneReward ->
        [true] ; ebenso ein Reward, den kein anderer Rollout seiner Gruppe hat
       *[false] {""}
    }
unscored = { NUMBER($rollouts) } von { NUMBER($of) } Rollouts { $rollouts ->
        [one] hat
       *[other] haben
    } gar keinen Reward: { $isScored ->
        [true] ihr Wert ist 0 und wird mit den anderen zentriert oder durch das Whitening verschoben
       *[false] ihr Advantage ist 0
    }
unequal-groups = die Gruppen sind ungleich groß, was es in { $conventionWords } nicht gibt: jede wird für sich standardisiert, wie in den anderen
concerns = { $method }: { $warning }

## Was verkehrt aussieht

severity-error = Fehler
severity-warning = Warnung
severity-note = Hinweis

finding-constant-reward =
    { $reward } ist in { $groups ->
        [one] 1 Gruppe
       *[other] { NUMBER($groups) } Gruppen
    } konstant ({ NUMBER($share, style: "share") }).
    .advice =
        { $share ->
            [1] Er sagt nie etwas, und unter einem SoftMin begrenzt er den Wert auf (ln M)/k. Lass ihn weg.
           *[other] Dort sagt er nichts: sein z ist 0, und unter einem SoftMin begrenzt er den Wert trotzdem auf (ln M)/k. Zieh mehr Rollouts je Prompt, bewerte feiner, oder lass ihn weg.
        }
finding-no-signal =
    In { $groups ->
        [one] 1 Gruppe
       *[other] { NUMBER($groups) } Gruppen
    } ({ NUMBER($share, style: "share") }) ist jeder Reward konstant, zuerst in Gruppe { NUMBER($first, style: "nth") }.{ $pushed }
    .advice =
        { $isPushed ->
            [true] Das Whitening über den Batch verschiebt ihre Rollouts alle gleich, auch misslungene.
           *[false] Dort ist nichts zu lernen.
        } Lass solche Prompts weg (zu leicht, zu schwer), oder zieh mehr Rollouts.
pushed =
    Unter { $methodWords } { $advantage ->
        [none] verschiebt sich jeder um seinen Abstand vom Mittelwert des Batches
       *[other] rücken alle um { NUMBER($advantage, style: "size") } nach { NUMBER($advantage, style: "sign") ->
            [up] oben
           *[down] unten
        }
    }.
finding-duplicate-reward = { $reward } und { $other } sind Zahl für Zahl gleich.
    .advice = Nimm einen von beiden heraus, oder halbiere beide Faktoren: sonst zählt er doppelt.
finding-correlated-rewards = { $reward } und { $other } haben in den Gruppen eine Korrelation von { NUMBER($correlation, digits: 2) }, mehr als { NUMBER($bound, digits: 2) }.
    .advice = In einem Mittelwert zählen sie zusammen doppelt. Nimm einen heraus, oder halbiere beide Faktoren, wenn er nicht doppelt zählen soll.
finding-opposed-rewards = { $reward } und { $other } sind fast Gegenteile: Korrelation { NUMBER($correlation, digits: 2) } in den Gruppen.
    .advice = In einem Mittelwert heben sie sich auf; ein SoftMin bestraft, welcher gerade niedrig ist. Sieh nach, ob einer das falsche Vorzeichen hat; sind beide gewollt, sag mit den Faktoren, welcher mehr zählt.
finding-drowning-reward = { $reward } macht { NUMBER($share, style: "share") } der Varianz einer einfachen Summe aus: seine Standardabweichung ist { NUMBER($std, style: "figure") }, die des nächsten, mal Faktor, { NUMBER($next, style: "share") } davon.
    .advice =
        { $isSummed ->
            [true] Eine der beiden Methoden zählt Rewards zusammen, so groß wie sie sind, und hört kaum einen anderen. Skalier ihn kleiner, senk seinen Faktor, oder nimm eine Methode, die erst standardisiert (GDPO, RVPO).
           *[false] Beide Methoden standardisieren erst, ihnen ist das gleich. GRPO, das rohe Rewards zusammenzählt, hörte kaum einen anderen.
        }
finding-large-k = Bei k = { NUMBER($k, style: "figure") } hört ein Rollout auf { NUMBER($effective, digits: 2) } Rewards (effektive Anzahl), weniger als { NUMBER($bound, style: "figure") }.
    .advice = Das ist fast das harte Minimum: das Rauschen eines Rewards entscheidet. Nimm ein kleineres k, aus dem vorgeschlagenen Bereich, wenn es einen gibt, oder beginne mit einem kleineren und erhöhe es im Training.
finding-second-order-off = Bei k = { NUMBER($k, style: "figure") } liegt „Mittelwert minus k/2 mal Varianz“ um { NUMBER($error, style: "share") } des Weges vom Mittelwert zum Minimum daneben, bei { NUMBER($share, style: "share") } der Rollouts um mehr als { NUMBER($bound, style: "share") }.
    .advice = Bei diesem k ist die Varianzstrafe eine andere Methode als RVPO. Nimm den SoftMin selbst, wo dieses k gewollt ist, oder ein kleineres k.
finding-small-groups =
    { $groups ->
        [one] 1 Gruppe hat
       *[other] { NUMBER($groups) } Gruppen haben
    } weniger als { $bound } Rollouts ({ NUMBER($share, style: "share") }), die kleinste { $smallest }.
    .advice = Mittelwert und Standardabweichung von so wenigen sagen nicht viel. Zieh mehr Rollouts je Prompt.
finding-single-rollouts =
    { $groups ->
        [one] 1 Gruppe ist
       *[other] { NUMBER($groups) } Gruppen sind
    } ein einzelner Rollout ({ NUMBER($share, style: "share") }).{ $isRaw ->
        [true] {" "}Dieses Framework nimmt dort den rohen Reward als z, auf einer anderen Skala als sonst.
       *[false] {" "}Ein Rollout allein hat nichts, womit er zu vergleichen wäre: sein z ist 0.{ $pushed }
    }
    .advice = Sieh nach, ob die Gruppenspalte stimmt. Lass diese Gruppen weg, oder zieh mehr Rollouts.
finding-token-whitening = Nach Tokens gezählt liegt der Mittelwert der Werte { NUMBER($shift, digits: 2) } Standardabweichungen daneben, und ihre Streuung ist { NUMBER($ratio, digits: 2) }-mal so groß.
    .advice =
        { $isUsed ->
            [true] verl macht das Whitening über Tokens: lange Antworten zählen mehr, und alle Advantages verschieben sich. Sieh dir die Längen guter und schlechter Antworten an, oder mach das Whitening über Rollouts.
           *[false] Dieses Framework macht das Whitening über Rollouts, ihm ist das gleich; verl nicht.
        }
finding-missing-rewards =
    { $missing ->
        [one] 1 Wert fehlt
       *[other] { NUMBER($missing) } Werte fehlen
    } ({ NUMBER($share, style: "share") }), in { $rewards }. { $isAlike ->
        [true] Unter beiden Methoden { $methodWords }.
       *[false] Unter der Methode { $methodWords }; unter der verglichenen { $compareWords }.
    }
    .advice =
        { $worst ->
            [raw-zero] Bewerte jeden Rollout: ohne seinen Reward gilt er als einer mit 0, was je nach dessen Skala gut oder schlecht ist.
            [zero-z] Bewerte jeden Rollout; oder lass weg, was fehlt, und teil durch die Anzahl der vorhandenen, wie es die Konvention des Papers hier tut.
           *[other] Bewerte jeden Rollout, wo es geht. Fehlt ein Reward aus gutem Grund, ist nichts zu tun: aber setz vor einem SoftMin nie 0 an seine Stelle.
        }
method-left-out = bleiben sie weg, und die anderen des Rollouts zählen mehr
method-raw-zero = zählen sie in der Summe roher Rewards als 0
method-neutral = geben sie zur Summe der z nichts, als wären sie durchschnittlich
method-zero-z = haben sie z = 0, was eine Summe nicht merkt, aber einen SoftMin auf (ln M)/k begrenzt
compare-left-out = { method-left-out }
compare-raw-zero = { method-raw-zero }
compare-neutral = { method-neutral }
compare-zero-z = { method-zero-z }
finding-unscored =
    { $rollouts ->
        [one] 1 Rollout hat
       *[other] { NUMBER($rollouts) } Rollouts haben
    } gar keinen Reward ({ NUMBER($share, style: "share") }): { $isScored ->
        [true] ihr Wert ist 0 und wird mit den anderen zentriert oder durch das Whitening verschoben.
       *[false] ihr Advantage ist 0.
    }
    .advice = Find heraus, warum nichts bewertet wurde; bewerte sie, oder lass sie weg.
finding-noise-whitened = Die Werte von { $methodWords } unterscheiden sich nur durch Rundung (Standardabweichung { NUMBER($std, style: "power") }).
    .advice = NeMo-RL teilt dadurch: die Advantages sind Rauschen der Größe 1. Lass diesen Batch weg, oder gib zur Standardabweichung ein Epsilon hinzu: daraus ist nichts zu lernen.
finding-single-reward = Es gibt nur einen Reward, der zählt.
    .advice = Mit einem ist nichts zu aggregieren: die Methoden sind sich einig, bis auf die Skala.

## Welche Eigenschaften gelten

property-monotone = Besser in einem Reward ist nie schlechter
property-between-min-and-mean = Zwischen dem kleinsten z und ihrem Mittelwert
property-symmetric = Kein Reward wird anders behandelt
property-shift-invariant = Eine Konstante zu einem Reward ändert nichts
property-scale-invariant = Ein Reward mal zehn ändert nichts

check =
    { $outcome ->
        [fail] gilt nicht in { NUMBER($failed) } von { NUMBER($tried) } { $tried ->
            [one] Fall
           *[other] Fällen
        }
        [not-applicable] sagt hier nichts: { $reasonWords }
       *[pass] gilt in { $tried ->
            [one] dem einen Fall
           *[other] allen { NUMBER($tried) } Fällen
        }
    }{ $outcome ->
        [not-applicable] {""}
       *[other] , { $isExhaustive ->
            [true] mehr gibt es nicht
           *[false] versucht in { $groups ->
                [one] 1 Gruppe
               *[other] { NUMBER($groups) } Gruppen
            }
        }
    }
reason-weighted-sum = der Wert ist eine Summe, kein Mittelwert standardisierter Rewards
reason-unequal-weights = die Faktoren sind verschieden
reason-single-reward = es gibt nur einen Reward
reason-nothing-to-try = keine Gruppe gibt einen Fall her

example-monotone = Rollout { NUMBER($rollout, style: "nth") }: { $reward } von { $before } auf { $after } zu heben bringt seinen Wert von { NUMBER($scoreBefore, style: "figure") } auf { NUMBER($scoreAfter, style: "figure") }.
example-between-min-and-mean = Rollout { NUMBER($rollout, style: "nth") }: seine z reichen von { $before }, { $reward }, bis zu einem Mittelwert von { $after }, und sein Wert ist { NUMBER($scoreBefore, style: "figure") }.
example-symmetric = Rollout { NUMBER($rollout, style: "nth") }: { $reward } ({ $before }) mit { $other } ({ $after }) zu tauschen bringt seinen Wert von { NUMBER($scoreBefore, style: "figure") } auf { NUMBER($scoreAfter, style: "figure") }.
example-shift-invariant =
    Rollout { NUMBER($rollout, style: "nth") }{ $isMissing ->
        [true] {" "}hat kein { $reward }; das der anderen Rollouts, entsprechend geändert,
       *[false] : { $reward } von { $before } auf { $after }, bei den anderen Rollouts entsprechend geändert,
    } bringt seinen Wert von { NUMBER($scoreBefore, style: "figure") } auf { NUMBER($scoreAfter, style: "figure") }.
example-scale-invariant = { example-shift-invariant }
value-missing = fehlt
value-present = { NUMBER($value, style: "figure") }

## Welches k vorgeschlagen wird

suggestion-single-reward = Kein k ist vorgeschlagen: mit einem Reward ändert es nichts.
suggestion-no-difference = Kein k ist vorgeschlagen: bei keinem hat ein Reward { NUMBER($moreShare, style: "share") } mehr vom Gewicht als unter dem Mittelwert, oder wechseln mehr als { NUMBER($boundFlips, style: "share") } der Vorzeichen.
suggestion-too-few-rewards = Kein k ist vorgeschlagen: wo immer sich RVPO hier merklich vom Mittelwert unterscheidet, hört ein Rollout schon auf weniger als { NUMBER($effectiveBound, style: "figure") } Rewards.
suggestion-share = Vorgeschlagen: k von { NUMBER($from, style: "figure") } bis { NUMBER($to, style: "figure") }. Ab { NUMBER($from, style: "figure") } unterscheidet sich RVPO vom Mittelwert: { $reward } hat { NUMBER($share, style: "share") } des Gewichts, mindestens { NUMBER($moreShare, style: "share") } mehr, als sein Faktor ihm gibt. { suggestion-end }
suggestion-sign-flips = Vorgeschlagen: k von { NUMBER($from, style: "figure") } bis { NUMBER($to, style: "figure") }. Ab { NUMBER($from, style: "figure") } unterscheidet sich RVPO vom Mittelwert: { NUMBER($signFlips, style: "share") } der Advantages haben ein anderes Vorzeichen. { suggestion-end }
suggestion-end =
    Bis { NUMBER($to, style: "figure") } hört ein Rollout noch auf mindestens { NUMBER($effectiveBound, style: "figure") } Rewards (dort { NUMBER($effective, digits: 2) }).{ $fromIsFirst ->
        [true] {" "}Ein kleineres k wurde nicht versucht.
       *[false] {""}
    }{ $toIsLast ->
        [true] {" "}Ein größeres k wurde nicht versucht.
       *[false] {""}
    } Eine Faustregel: ob das Training dort besser wird, ist nicht bekannt.
