"""The check before publication (公開前検査): personal values in files that are to leave the house.

Files go through :mod:`.files`, which knows the containers; what can be read in them goes to :mod:`.find`, folded by
:mod:`.fold`, and is compared with the values of :mod:`.terms`. Nothing here opens a file: bytes come in.
"""
