"""Which pictures there are. Angle: 0 shows the front, 90 the car's left side, 180 the rear. `view`: from where in the scene the camera
looks (90 would be from +y); the car is turned to fit. In the street the car stands along the kerb, so `view` follows from the angle."""

STILLS = [
    dict(id="hatchback-red-street-front-left", body="hatchback", colour="red", scene="street", angle=38, plate="FRC 214", steer=-8),
    dict(id="saloon-silver-lot-front-left", body="saloon", colour="silver", scene="lot", angle=42, view=-97, plate="KD 8830", steer=0),
    dict(id="suv-white-yard-front-right", body="suv", colour="white", scene="yard", angle=318, view=-88, plate="GT 4071", steer=10),
    dict(id="saloon-black-yard-rear-left", body="saloon", colour="black", scene="yard", angle=142, view=-93, plate="VN 559", steer=0),
    dict(id="hatchback-blue-lot-side", body="hatchback", colour="blue", scene="lot", angle=88, view=-90, plate="PL 3306", steer=0),
    dict(id="estate-silver-street-side", body="estate", colour="silver", scene="street", angle=93, plate="ER 1902", steer=0),
    dict(id="suv-blue-street-rear-left", body="suv", colour="blue", scene="street", angle=141, plate="WS 6120", steer=0),
    dict(id="hatchback-white-lot-rear-right", body="hatchback", colour="white", scene="lot", angle=221, view=-84, plate="AY 7714", steer=0),
    dict(id="estate-black-lot-front-right", body="estate", colour="black", scene="lot", angle=322, view=-95, plate="NB 2288", steer=-14),
    dict(id="saloon-red-showroom-front-left", body="saloon", colour="red", scene="showroom", angle=40, view=-92, plate="SR 1000", steer=0),
    dict(id="van-white-yard-side", body="van", colour="white", scene="yard", angle=84, view=-90, plate="CG 3415", steer=0),
    dict(id="hatchback-silver-yard-front", body="hatchback", colour="silver", scene="yard", angle=4, view=-86, plate="DM 6067", steer=0),
]

SPIN = [
    dict(id=f"spin-{k:02d}", body="hatchback", colour="red", scene="lot", angle=15 * k, walk=True, plate="FRC 214", steer=0, spin={"index": k, "count": 24})
    for k in range(24)
]

SHOTS = STILLS + SPIN


def size(shot):
    return (640, 427) if "spin" in shot else (1280, 853)


def samples(shot):
    return 14 if "spin" in shot else 32


def file_of(shot):
    return f"spin/{shot['spin']['index']:02d}.jpg" if "spin" in shot else f"stills/{shot['id']}.jpg"


def mask_of(shot, part):
    stem = f"spin-{shot['spin']['index']:02d}" if "spin" in shot else shot["id"]
    return f"masks/{stem}.{part}.png"
