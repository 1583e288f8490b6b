#!/usr/bin/python3
"""What people write themselves: videos to one HDF5 file with OpenCV and h5py, in one process.

usage: convert_peer.py OUT.h5 HEIGHTxWIDTH none|gzip VIDEO ..        (Debian's python3-opencv, python3-h5py)
"""
import sys

import cv2
import h5py


def main():
    out, size, compression, *videos = sys.argv[1:]
    height, width = (int(x) for x in size.split('x'))
    with h5py.File(out, 'w') as file:
        frames = file.create_dataset('frames', (0, height, width), 'u1', maxshape=(None, height, width),
                                     chunks=(1, height, width),
                                     compression=None if compression == 'none' else compression)
        for path in videos:
            video = cv2.VideoCapture(path)
            while True:
                good, image = video.read()
                if not good:
                    break
                gray = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
                frames.resize(len(frames) + 1, axis=0)
                frames[-1] = cv2.resize(gray, (width, height), interpolation=cv2.INTER_AREA)
        print(len(frames))


if __name__ == '__main__':
    main()
