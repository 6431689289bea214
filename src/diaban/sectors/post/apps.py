from diaban.spine import sectors


class PostConfig(sectors.SectorConfig):
    name = "diaban.sectors.post"
    label = "post"
    field = "post"
    title_vi = "Bưu chính"
    title_en = "Post"
