from diaban.spine import sectors


class ToyConfig(sectors.SectorConfig):
    name = "tests.sectors.toy"
    label = "toy"
    field = "post"
    title_vi, title_en = "Câu lạc bộ diều", "Kite clubs"
