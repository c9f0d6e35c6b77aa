"""Moments of sales calls that nobody has seen, from a seed: what the demo's calls are about, said in other words.

Each moment has small talk, one thing said that gives its signal away, and now and then a sentence that sounds like
another signal and is none. Rules that only remember the demo's own sentences find little here.
"""

import random
from dataclasses import dataclass
from typing import Any

NAMES = ("Ines", "Tomasz", "Fatou", "Henrik", "Priya", "Caoimhe", "Luca", "Nadia", "Jonas", "Mei")
MONTHS = "January February March April May June July August September October November December".split()
DAYS = "Monday Tuesday Wednesday Thursday Friday".split()
STAGES = ("discovery", "demo", "negotiation")

# What gives a signal away. Most of a signal's sentences share no word with each other.
SAID = {
    "Authority": [
        "Above {amount} it goes to the board, and they meet twice a year.",
        "{name} signs everything that is more than a year long.",
        "I can recommend it, but the decision is with our managing director.",
        "In the end {name} approves it or it does not happen.",
        "I have no vote in this, my sister has.",
        "Who decides? Nobody alone, we are three partners.",
        "It needs the signature of the mayor.",
        "You would have to convince {name}, not me.",
    ],
    "Budget": [
        "We have a budget of {amount} for this year and it is nearly gone.",
        "At {amount} a month I have to ask, below that I need not.",
        "That is {amount} more than we set aside for it.",
        "Could the payment be split in four?",
        "The price is what my boss will look at first.",
        "We pay {amount} a year today, and nobody will let me pay double.",
        "There is money left in the maintenance line, about {amount}.",
    ],
    "Competition": [
        "We have an offer from Wartis, too.",
        "Kelmo was here last week and showed us the same thing.",
        "Our other plant runs on Boltdesk and they are not unhappy.",
        "You are the third we have looked at.",
        "We are also speaking with a small firm from Graz.",
        "Why should I not take Kelmo? They are cheaper.",
        "Compared with Wartis, what do you do better?",
    ],
    "Need": [
        "Nobody knows which van has the part.",
        "We write it down by hand, twice, and lose one of the two.",
        "Last winter we lost a whole shipment because nobody saw the alarm.",
        "Every morning {name} calls eleven people to find out where they are.",
        "The list is in Excel, and the Excel is on a stick.",
        "We find out that a machine stands still when the customer shouts.",
        "If {name} is ill, there is no plan that day.",
        "Half of the reports have no photo, so they pay us nothing.",
        "It takes us a day to put the log together for the inspector.",
    ],
    "Objection": [
        "My people will not put that on their own phones.",
        "I don’t want another system that needs a system.",
        "I am not against it, but not with gloves on.",
        "What worries me is the day without a network.",
        "That looks like twice the typing to me.",
        "If it tracks them, half of the crew will leave.",
        "The last time we bought software it took two years.",
    ],
    "Timing": [
        "Not before {month}, the season ends then.",
        "The contract we have runs until {month}.",
        "If it is not there by the end of {month}, it can wait a year.",
        "We begin with the new shift plan in {month}.",
        "After the audit in {month} we can talk about dates.",
        "In {month} nobody here has time for anything.",
    ],
    "Next step": [
        "I’ll send you the offer by {day}.",
        "Send me the contract and I will read it on the train.",
        "Then let us meet again on {day} at nine.",
        "I’ll bring two phones and stay until noon.",
        "Call me next week, after the meeting.",
        "Could you write me a short summary for {name}?",
    ],
    "Nothing": [
        "Sorry, the dog has seen the postman.",
        "Can you hear me now? It was the other microphone.",
        "My daughter has her birthday, hence the balloons.",
        "You are on mute, {name}.",
        "It snows here, would you believe it.",
        "One moment, somebody is at the door.",
    ],
}
SHARES = {  # about as in the demo
    "Need": 0.28,
    "Objection": 0.15,
    "Nothing": 0.13,
    "Authority": 0.12,
    "Competition": 0.1,
    "Timing": 0.09,
    "Next step": 0.07,
    "Budget": 0.06,
}
SMALL_TALK = [
    "Rep: Shall I share my screen?",
    "Rep: Let me show you the board.",
    "{name}: Yes, I can see it.",
    "{name}: One second, I am writing that down.",
    "Rep: That is a good point.",
    "Rep: And how is it today?",
    "{name}: Go on, please.",
]
SOUNDS_LIKE_ANOTHER = [  # beside a moment of any signal
    "{name}: I was in {month} at a fair in Hanover, very loud.",
    "{name}: The board behind me is from the old office.",
    "Rep: You decide what is on the screen.",
    "{name}: The price of coffee here, by the way!",
    "{name}: Nobody told me there is a camera.",
    "Rep: I’ll send the link into the chat.",
    "{name}: A colleague came from Kelmo, nice fellow.",
]
MISLEADS = 0.15


@dataclass(frozen=True)
class Moment:
    text: str
    signal: str
    metadata: dict[str, Any]


def fresh_moments(count: int, seed: int) -> list[Moment]:
    rng = random.Random(seed)
    return [_moment(rng) for _number in range(count)]


def _moment(rng: random.Random) -> Moment:
    [signal] = rng.choices(list(SHARES), weights=SHARES.values())
    name = rng.choice(NAMES)
    lines = rng.sample(SMALL_TALK, rng.randint(1, 3))
    lines.append(f"{name} (buyer): {rng.choice(SAID[signal])}")
    if rng.random() < MISLEADS:
        lines.insert(rng.randrange(len(lines)), rng.choice(SOUNDS_LIKE_ANOTHER))
    values = {
        "name": name,
        "month": rng.choice(MONTHS),
        "day": rng.choice(DAYS),
        "amount": f"{rng.choice('€$£')}{rng.randint(4, 90)},000",
    }
    return Moment("\n".join(lines).format(**values), signal, {"stage": rng.choice(STAGES)})
